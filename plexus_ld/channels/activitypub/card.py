"""What the channel can do; it needs no account but the owner's address."""

from typing import Final

from plexus_ld.model.activity import POST_VERBS, Privacy
from plexus_ld.model.capability import CapabilityCard, Role
from plexus_ld.vocab.as2 import AS2

NAME: Final = "activitypub"
#: Largest activity that is sent, and largest actor that is read, in bytes.
MAX_BYTES: Final = 1024 * 1024
#: The form of everything.
ACTIVITY: Final = "application/activity+json"
ACCEPT: Final = (
    "application/activity+json, "
    'application/ld+json; profile="https://www.w3.org/ns/activitystreams"'
)

CARD: Final = CapabilityCard(
    name=NAME,
    title="ActivityPub",
    summary="Your own account in the Fediverse: what you say goes to who follows you.",
    roles=frozenset({Role.SHARER, Role.RECEIVER}),
    schemes=("acct", "https", "http"),
    address_example="acct:bob@social.example",
    found_by=(AS2.outbox,),
    verbs=POST_VERBS,
    carries_html=True,
    media_types=("image/*", "video/*", "audio/*"),
    max_attachment_bytes=16 * 1024 * 1024,
    max_attachments=16,
    privacy=frozenset({Privacy.PUBLIC, Privacy.ADDRESSED}),
    keeps_threads=True,
    tells_apart=True,
    note="Others have to reach the agent: it needs an address on the web, and "
    "`plexus run`. What is for one person is no secret from those who run their "
    "server.",
)
