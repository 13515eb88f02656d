"""Capability cards: what a channel can do. The router and the preview read them."""

from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum

from rdflib import URIRef

from plexus_ld.model.activity import Kind, Privacy, Verb


class Role(StrEnum):
    """What a channel can do; the names of the ontology's roles."""

    #: It sends.
    SHARER = "sharer"
    #: It is asked for news.
    LISTENER = "listener"
    #: It holds a connection open, by which it sends and hears.
    LIVE = "live"
    #: Others post to the owner's inbox; nobody is asked.
    RECEIVER = "receiver"


class Fit(StrEnum):
    """What becomes of a text that is longer than a channel takes."""

    #: Cut at a word, with a link to the whole where there is one.
    CUT = "cut"
    #: Split into a thread of several.
    THREAD = "thread"


class Scope(StrEnum):
    """For what a listener is asked: each point of its own, or an account as a whole."""

    POINT = "point"
    ACCOUNT = "account"


@dataclass(frozen=True, slots=True)
class AccountSetting:
    """A value that an account of the channel needs, or may have.

    Attributes:
        name: As in ``plexus channel set CHANNEL NAME=VALUE``.
        help: What it is, in a few words.
        is_required: The channel does nothing without it.
        is_secret: It goes to the keyring, and is never shown.
        default: What it is when nobody sets it.
    """

    name: str
    help: str
    is_required: bool = False
    is_secret: bool = False
    default: str = ""


@dataclass(frozen=True, slots=True)
class CapabilityCard:
    """What one channel can do, and what it cannot.

    Attributes:
        name: The channel's name, as in ``--via NAME``; its entry point is called so.
        title: What people call it.
        summary: What it does, in a sentence.
        roles: What it can do.
        schemes: Schemes of its addresses: ``mailto``.
        address_example: An address, as a person would type it.
        names_account: Whether its addresses name nothing but an account of the owner's:
            ``command:printer``.
        found_by: Properties of a profile that lead to a point.
        scope: Whether it is polled for each point, or for an account as a whole.
        kinds: Kinds that it carries.
        verbs: Verbs that it carries; what it cannot do it is not asked to.
        longest_text: Characters that one delivery takes; None: any.
        fit: What becomes of a longer text.
        has_fields: Whether it has places of its own for a title, a summary and a link
            (a subject, an entry's link) and fills them itself; otherwise they are
            folded into the text of each delivery.
        carries_html: Whether it takes HTML beside plain text.
        media_types: Patterns of attachments that it takes: ``image/*``; none: it
            takes no attachment.
        max_attachment_bytes: Largest attachment; None: any.
        max_attachments: Most attachments of one delivery; None: any.
        privacy: What it can keep; one that does not say counts as public.
        keeps_threads: Whether a reply there hangs on what it answers.
        tells_apart: Whether the other side can tell the same activity, sent twice.
        per_host: Most deliveries in flight to one host.
        failures_by: The account's setting by which it hears what did not arrive, though
            nobody is listened to: ``imap_host``; "" if it hears no failures by polling.
        least_pace: The least time between two polls of one point.
        usual_pace: The time between two polls of a point of which nothing is known.
        account_settings: What an account of it needs.
        extra: The extra that brings its library: ``matrix``; "" if none is needed.
        library: A module that the extra installs; "" if none is needed.
        note: What else an owner should know: what the service does not allow.
    """

    name: str
    title: str
    summary: str
    roles: frozenset[Role]
    schemes: tuple[str, ...] = ()
    address_example: str = ""
    names_account: bool = False
    found_by: tuple[URIRef, ...] = ()
    scope: Scope = Scope.POINT
    kinds: frozenset[Kind] = frozenset(Kind)
    verbs: frozenset[Verb] = frozenset({Verb.CREATE})
    longest_text: int | None = None
    fit: Fit = Fit.CUT
    has_fields: bool = False
    carries_html: bool = False
    media_types: tuple[str, ...] = ()
    max_attachment_bytes: int | None = None
    max_attachments: int | None = None
    privacy: frozenset[Privacy] = frozenset()
    keeps_threads: bool = False
    tells_apart: bool = False
    per_host: int = 2
    failures_by: str = ""
    least_pace: timedelta = timedelta(minutes=5)
    usual_pace: timedelta = timedelta(hours=1)
    account_settings: tuple[AccountSetting, ...] = ()
    extra: str = ""
    library: str = ""
    note: str = ""

    @property
    def most_private(self) -> Privacy:
        """The most private thing it can keep; PUBLIC when it does not say."""
        for privacy in (Privacy.ENCRYPTED, Privacy.ADDRESSED):
            if privacy in self.privacy:
                return privacy
        return Privacy.PUBLIC
