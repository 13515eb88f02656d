"""What can be set: a dataclass for each section of ``settings.toml``."""

from dataclasses import dataclass, field

#: Mebibyte, in bytes.
MIB = 1024 * 1024
#: The port of the web server when nothing names another.
USUAL_PORT = 8000


@dataclass(frozen=True, slots=True)
class NetSettings:
    """The one door to the network."""

    #: Hosts on loopback or private networks that may be reached: ``host`` or
    #: ``host:port``. Empty: none.
    allow_hosts: tuple[str, ...] = ()
    #: Longest time for one document, redirects and all, in seconds.
    timeout_s: float = 30.0
    #: Largest document fetched, in bytes.
    max_body_bytes: int = MIB
    #: Requests in flight to one host.
    per_host: int = 2


@dataclass(frozen=True, slots=True)
class ImportSettings:
    """What one import may cost."""

    #: Largest file read from this machine's disk, in bytes.
    max_file_bytes: int = 64 * MIB
    #: Documents that one ``import --depth`` may fetch.
    max_documents: int = 500
    #: Bytes that one ``import --depth`` may fetch, all documents together.
    max_total_bytes: int = 100 * MIB
    #: Seconds that one ``import --depth`` may take.
    max_seconds: float = 600.0
    #: Seconds to wait between two requests of a crawl to one host.
    host_pause_s: float = 1.0
    #: Age in days after which ``refresh`` without names fetches a source again.
    stale_after_days: float = 1.0


@dataclass(frozen=True, slots=True)
class QuerySettings:
    """What one typed query may cost."""

    #: Longest time for one query, in seconds.
    timeout_s: float = 30.0
    #: Most memory for one query, in bytes.
    max_memory_bytes: int = 2048 * MIB
    #: Largest answer, in bytes.
    max_answer_bytes: int = 256 * MIB


@dataclass(frozen=True, slots=True)
class StoreSettings:
    """Where the quads lie, and how long their history is kept."""

    #: A SPARQL 1.1 service instead of the embedded store: ``sparql+http://host/``.
    url: str = ""
    #: Days for which a change can be taken back.
    keep_days: int = 30
    #: Changes that can be taken back, however old.
    keep_changes: int = 1000


@dataclass(frozen=True, slots=True)
class PublishSettings:
    """Where your profile is kept besides, how to log in there, who is told of news."""

    #: User name, or the id of a Solid server's client credentials.
    user: str = ""
    #: File (mode 0600) that holds the password or the credentials' secret.
    secret_file: str = ""
    #: WebSub hub that your feeds name and that is told of news: its URL. Empty: none.
    hub: str = ""
    #: Where `plexus run` keeps your public face up to date: the URL of a place on a
    #: Solid, LDP or WebDAV server. Empty: nowhere.
    to: str = ""
    #: Your inbox in a pod: its URL. It is made where there is none, named in what is
    #: published to a URL, and read by `plexus run`. Empty: none.
    inbox: str = ""


@dataclass(frozen=True, slots=True)
class SecretSettings:
    """Where the secrets of accounts are kept."""

    #: ``keyring``, ``file`` (a sealed file in the home), or ``auto``: the keyring
    #: where this machine has one.
    place: str = "auto"
    #: Of which the key of the sealed file is made. Empty: the key lies beside it, for
    #: your eyes only. Best said in the environment alone.
    passphrase: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class TellSettings:
    """How the owner is told, and what rules may cost."""

    #: Where notices go besides, as ``CHANNEL:ADDRESS``:
    #: ``email:mailto:me@example.org``, ``apprise:apprise:phone``. Empty: nowhere.
    to: str = ""
    #: Time of day, in this machine's time zone, at which `plexus run` mails the day's
    #: digest: ``07:30``. Empty: never.
    digest_at: str = ""
    #: Days without a word after which a person stands in the digest as silent.
    quiet_after_days: float = 30.0
    #: Longest time for one rule on one batch of arrivals, in seconds.
    rule_timeout_s: float = 5.0


@dataclass(frozen=True, slots=True)
class SharerSettings:
    """How what you share is delivered."""

    #: Deliveries under way at once, all hosts together.
    in_flight: int = 16
    #: Days for which a delivery that fails is tried again.
    give_up_after_days: float = 5.0


@dataclass(frozen=True, slots=True)
class ListenerSettings:
    """How the owner's people are listened to."""

    #: Polls in flight at once, over all hosts.
    in_flight: int = 8
    #: Longest time between two polls of a point that has been silent, in hours.
    most_hours: float = 24.0


@dataclass(frozen=True, slots=True)
class AgentSettings:
    """What `plexus run` may use."""

    #: Points that are polled at once.
    threads: int = 8


@dataclass(frozen=True, slots=True)
class WebSettings:
    """What `plexus run` answers over HTTP."""

    #: Address that it listens on: a name or an IP address.
    host: str = "127.0.0.1"
    #: Port that it listens on; the one of your address where that lies on this machine,
    #: ``http://localhost:8090/``, unless this is set. 0, or the usual one when that is
    #: taken: any that is free.
    port: int = USUAL_PORT
    #: Where the world finds it, when your WebID does not say so: the URL of a folder,
    #: ``https://me.example/``.
    address: str = ""
    #: Proxies that stand in front of it: their addresses. What others say in
    #: ``X-Forwarded-For`` is not believed.
    proxies: tuple[str, ...] = ()
    #: Who may follow you by ActivityPub: ``ask`` has you asked first, ``anyone`` lets
    #: them. Who follows is a connection of yours, and sees what connections see.
    followers: str = "ask"
    #: Notifications and activities that one address may bring in a minute.
    inbox_per_minute: int = 300
    #: Days that a notification of somebody unknown is kept.
    keep_inbox_days: float = 30.0
    #: Bytes of them that are kept; more are refused.
    max_inbox_bytes: int = 64 * MIB
    #: Requests that are worked on at once; what is kept ready needs no turn.
    in_flight: int = 16
    #: Requests that wait for their turn. More are told to come again.
    waiting: int = 128
    #: Largest body of a request, in bytes; files for posts have the limit of media.
    max_body_bytes: int = MIB
    #: Seconds that a request may take to arrive.
    patience_s: float = 10.0
    #: Whether anybody may ask `sparql`, without a token, what the public face says.
    public_sparql: bool = False


@dataclass(frozen=True, slots=True)
class MediaSettings:
    """Files that go along with what is shared."""

    #: Largest file that is attached, in bytes.
    max_bytes: int = 100 * MIB
    #: Most pixels of a picture, all its frames together.
    max_pixels: int = 100_000_000


@dataclass(frozen=True, slots=True)
class Settings:
    """All settings of one home."""

    net: NetSettings = field(default_factory=NetSettings)
    imports: ImportSettings = field(default_factory=ImportSettings)
    query: QuerySettings = field(default_factory=QuerySettings)
    store: StoreSettings = field(default_factory=StoreSettings)
    publish: PublishSettings = field(default_factory=PublishSettings)
    media: MediaSettings = field(default_factory=MediaSettings)
    listener: ListenerSettings = field(default_factory=ListenerSettings)
    tell: TellSettings = field(default_factory=TellSettings)
    agent: AgentSettings = field(default_factory=AgentSettings)
    secrets: SecretSettings = field(default_factory=SecretSettings)
    sharer: SharerSettings = field(default_factory=SharerSettings)
    web: WebSettings = field(default_factory=WebSettings)
