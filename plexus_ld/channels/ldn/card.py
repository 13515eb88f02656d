"""What the channel can do, and what its account needs."""

from typing import Final

from plexus_ld.model.activity import Privacy, Verb
from plexus_ld.model.capability import AccountSetting, CapabilityCard, Role, Scope
from plexus_ld.vocab.ldp import LDP

NAME: Final = "ldn"
#: Largest notification, sent or read, in bytes.
MAX_BYTES: Final = 1024 * 1024

CARD: Final = CapabilityCard(
    name=NAME,
    title="Linked Data Notifications",
    summary="Posts what you say to somebody's inbox, and reads what lies in one.",
    roles=frozenset({Role.SHARER, Role.LISTENER}),
    schemes=("https", "http"),
    address_example="https://bob.example/inbox/",
    found_by=(LDP.inbox,),
    scope=Scope.POINT,
    has_fields=True,
    verbs=frozenset(Verb),
    carries_html=True,
    media_types=("*/*",),
    # It goes along as text where it lies nowhere on the web: a third longer.
    max_attachment_bytes=512 * 1024,
    max_attachments=1,
    privacy=frozenset({Privacy.PUBLIC, Privacy.ADDRESSED}),
    keeps_threads=True,
    tells_apart=True,
    account_settings=(
        AccountSetting(
            "server",
            "where the login is for, such as https://pod.example/; it goes nowhere "
            "else; empty: to the inboxes that you read",
        ),
        AccountSetting("user", "the name to log in with, or a Solid client's id"),
        AccountSetting(
            "password", "the password, or the client's secret", is_secret=True
        ),
        AccountSetting("issuer", "a Solid login server, if it is not that server"),
        AccountSetting(
            "token", "a bearer token, instead of name and password", is_secret=True
        ),
    ),
    note="Whoever may write into an inbox that you read may call itself anybody: read "
    "only those that their owner guards.",
)
