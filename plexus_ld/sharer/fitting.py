"""An activity fitted to a channel, as the channel's card says. Pure.

Longer text is cut at a word, with a link to the whole where there is one, or split
into a numbered thread; what cannot go along is named in words. Whatever is changed is
said, for the preview.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from fnmatch import fnmatchcase

from plexus_ld.model.activity import Activity, Attachment, Kind, Verb
from plexus_ld.model.capability import CapabilityCard, Fit
from plexus_ld.model.rendering import described, joined, link_of, title_of
from plexus_ld.sharer.cutting import cut, pieces

#: What is acted upon, not said: there is nothing to fit.
_WORDLESS = frozenset({Verb.DELETE, Verb.LIKE})
_MIB = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Fitted:
    """An activity as it goes over one channel.

    Attributes:
        texts: What is said; several when it is a thread. Never empty.
        attachments: Those that go along.
        notes: What was changed, a sentence each.
    """

    texts: tuple[str, ...] = ("",)
    attachments: tuple[Attachment, ...] = ()
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _Parts:
    """A text in three: the middle one is what can be shortened."""

    head: str
    body: str
    tail: str

    @property
    def whole(self) -> str:
        return joined(self.head, self.body, self.tail)


def fitted(activity: Activity, card: CapabilityCard) -> Fitted:
    """Return an activity as a channel can carry it.

    Args:
        activity: What is said.
        card: What the channel can carry.
    """
    if activity.verb in _WORDLESS:
        return Fitted()
    taken, left = _attachments(activity.object.attachments, card)
    parts = _parts(activity, card, [described(attachment) for attachment, _ in left])
    texts, notes = _texts(parts, activity, card)
    dropped = [f"{_called(attachment)} is left out: {why}" for attachment, why in left]
    return Fitted(texts, taken, (*notes, *dropped))


def _parts(activity: Activity, card: CapabilityCard, lacking: list[str]) -> _Parts:
    said = activity.object
    missing = "\n".join(lacking)
    if card.has_fields:
        return _Parts("", said.text, missing)
    body = joined(said.summary, said.text)
    title, link = title_of(said), link_of(activity)
    if said.kind is Kind.PAGE:
        named = f"{title}\n{link}" if title and title != link else link
        return _Parts("", body, joined(missing, named))
    return _Parts(title, body, joined(missing, link))


def _texts(
    parts: _Parts, activity: Activity, card: CapabilityCard
) -> tuple[tuple[str, ...], list[str]]:
    limit, whole = card.longest_text, parts.whole
    if limit is None or len(whole) <= limit:
        return (whole,), []
    if card.fit is Fit.THREAD:
        texts, is_whole = pieces(whole, limit)
        split = f"split into {len(texts)} of at most {limit} characters"
        return texts, [split if is_whole else f"{split}; the rest is left out"]
    url = activity.object.url
    back = url if url and url not in parts.tail and not card.has_fields else ""
    text = _shortened(parts, joined(parts.tail, back), limit)
    has_link = bool(url) and url in text
    how = ", with a link to the whole" if has_link else ""
    return (text,), [f"cut to {len(text)} of {len(whole)} characters{how}"]


def _shortened(parts: _Parts, tail: str, limit: int) -> str:
    """Return the parts within a limit: the body gives way first, then the head."""
    front = joined(parts.head, parts.body)
    room = limit - len(tail) - 2 if tail else limit
    if not front and len(tail) <= limit:
        return tail
    if tail and room < min(len(front), limit // 4):
        # The tail would leave too little: it is a text like another.
        return cut(joined(front, tail), limit)
    return joined(cut(front, room), tail)


def _attachments(
    attachments: tuple[Attachment, ...], card: CapabilityCard
) -> tuple[tuple[Attachment, ...], list[tuple[Attachment, str]]]:
    taken: list[Attachment] = []
    left: list[tuple[Attachment, str]] = []
    for attachment in attachments:
        why = next(_hindrances(attachment, card, len(taken)), "")
        if why:
            left.append((attachment, why))
        else:
            taken.append(attachment)
    return tuple(taken), left


def _hindrances(
    attachment: Attachment, card: CapabilityCard, taken: int
) -> Iterator[str]:
    """Yield why an attachment cannot go along."""
    if not card.media_types:
        yield f"{card.title} carries no attachments"
    patterns = card.media_types
    if not any(fnmatchcase(attachment.media_type, pattern) for pattern in patterns):
        yield f"{card.title} does not carry {attachment.media_type}"
    most, size = card.max_attachment_bytes, attachment.size_bytes
    if most is not None and size is not None and size > most:
        yield f"it is larger than the {_size(most)} that {card.title} takes"
    if card.max_attachments is not None and taken >= card.max_attachments:
        yield f"{card.title} takes {card.max_attachments} attachments at most"


def _called(attachment: Attachment) -> str:
    return attachment.name or attachment.url or attachment.media_type


def _size(count: int) -> str:
    return f"{count / _MIB:.3g} MiB" if count >= _MIB else f"{count / 1024:.3g} KiB"
