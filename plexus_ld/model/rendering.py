"""An activity in plain words, for wires that carry nothing else. Pure.

``plain_text`` is the whole of it: the title, what is said, what the owner shares. The
three parts are there for whoever has to shorten the middle one.
"""

from plexus_ld.model.activity import Activity, Attachment, Kind, Object, Verb

#: Longest description of an attachment that stands in a text, in characters.
_LONGEST_ALT = 200


def title_of(said: Object) -> str:
    """Return what an object is called; a link, as its page calls itself."""
    if said.title:
        return said.title
    is_link = said.kind is Kind.PAGE and said.preview is not None
    return said.preview.title if is_link and said.preview else ""


def link_of(activity: Activity) -> str:
    """Return the address that is what the activity shares; "" when there is none.

    Of a shared link the link, of what is reshared or liked its own address.
    """
    points_at = activity.verb in (Verb.ANNOUNCE, Verb.LIKE)
    is_link = activity.object.kind is Kind.PAGE
    return activity.object.url if points_at or is_link else ""


def plain_text(activity: Activity) -> str:
    """Return all that an activity says, with its title and its link, as plain text."""
    if activity.verb is Verb.DELETE:
        return ""
    said = activity.object
    parts = (said.summary, said.text)
    if said.kind is Kind.PAGE:
        return joined(*parts, _line(title_of(said), link_of(activity)))
    return joined(title_of(said), *parts, link_of(activity))


def described(attachment: Attachment) -> str:
    """Return an attachment in words, for whom it cannot be sent to."""
    words = " ".join((attachment.alt or attachment.name).split())
    if len(words) > _LONGEST_ALT:
        words = f"{words[:_LONGEST_ALT].rstrip()}…"
    family = attachment.media_type.partition("/")[0]
    known = family if family in ("image", "video", "audio") else "file"
    said = f"[{known}: {words}]" if words else f"[{known}]"
    return f"{said} {attachment.url}" if attachment.url else said


def joined(*parts: str) -> str:
    """Join those parts that say something, each a paragraph."""
    return "\n\n".join(part for part in parts if part)


def _line(title: str, link: str) -> str:
    return f"{title}\n{link}" if title and title != link else link
