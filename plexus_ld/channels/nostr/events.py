"""Events: what a delivery says, as Nostr has it; pure."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final

from plexus_ld.model.activity import Verb
from plexus_ld.model.delivery import Delivery

NOTE: Final = 1
DELETION: Final = 5
REPOST: Final = 6
REACTION: Final = 7
MESSAGE: Final = 14
GIFT: Final = 1059
#: Ours: activity, object, kind, title.
SAID: Final = "plexus"


@dataclass(frozen=True, slots=True)
class Draft:
    """An event before it is signed. NIP-01."""

    kind: int
    content: str
    tags: tuple[tuple[str, ...], ...] = ()


def draft(delivery: Delivery, receiver: str) -> Draft:
    """Return the event that says what a delivery says.

    A public one is the same for all receivers, so that relays keep it once: it names a
    receiver only where it answers them.

    Args:
        delivery: What is sent; a Create, a Delete or a Like.
        receiver: The receiver's public key, in hexadecimal.
    """
    makers: Mapping[Verb, Callable[[Delivery, str], Draft]] = {
        Verb.CREATE: _note,
        Verb.DELETE: _deletion,
        Verb.LIKE: _reaction,
    }
    return makers[delivery.activity.verb](delivery, receiver)


def _note(delivery: Delivery, receiver: str) -> Draft:
    activity = delivery.activity
    tags: list[tuple[str, ...]] = []
    if delivery.reply_to:
        tags.append(("e", delivery.reply_to, "", "root"))
    if delivery.reply_to or not activity.is_public:
        tags.append(("p", receiver))
    tags += [("t", tag.casefold()) for tag in activity.object.tags]
    links = [file.url for file in delivery.attachments if file.url]
    text = "\n\n".join(filter(None, (*delivery.texts, *links)))
    kind = NOTE if activity.is_public else MESSAGE
    if kind == MESSAGE and activity.object.title:
        tags.append(("subject", activity.object.title))
    return Draft(kind, text, (*tags, _said(delivery)))


def _deletion(delivery: Delivery, receiver: str) -> Draft:
    public = delivery.activity.is_public
    tags: list[tuple[str, ...]] = [
        ("e", delivery.remote_id),
        ("k", str(NOTE if public else MESSAGE)),
    ]
    if not public:
        tags.append(("p", receiver))
    return Draft(DELETION, "", (*tags, _said(delivery)))


def _reaction(delivery: Delivery, receiver: str) -> Draft:
    kind = NOTE if delivery.activity.is_public else MESSAGE
    tags = (("e", delivery.reply_to), ("p", receiver), ("k", str(kind)))
    return Draft(REACTION, "+", (*tags, _said(delivery)))


def _said(delivery: Delivery) -> tuple[str, ...]:
    item = delivery.activity.object
    return (
        SAID,
        str(delivery.activity.iri),
        str(item.iri),
        item.kind.value,
        item.title,
    )
