"""What a mail says: its subject, its text and the same as HTML."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from html import escape
from typing import Final

from plexus_ld.channels.email.headers import one_line
from plexus_ld.model.activity import Attachment, Kind, Object, Verb
from plexus_ld.model.delivery import Delivery

#: Letters of a subject that are made of a text's first words: what lists show.
_SUBJECT: Final = 60
_ANSWER: Final = re.compile(r"(?:\s*(?:re|aw|sv)\s*:)+\s*", re.IGNORECASE)
_NEVER: Final = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")
_LINK: Final = re.compile(r"https?://[^\s<>\"']+[^\s<>\"'.,;:!?)]")
_EDITED: Final = "Edited: this takes the place of the mail before."
#: Between these stands what the author wrote as HTML, for another Plexus.
HTML_BEGINS: Final = "<!--plexus-->"
HTML_ENDS: Final = "<!--/plexus-->"
_KINDS: Final = {
    Kind.NOTE: "A note", Kind.ARTICLE: "An article", Kind.IMAGE: "A picture",
    Kind.VIDEO: "A video", Kind.AUDIO: "A recording", Kind.DOCUMENT: "A file",
    Kind.PAGE: "A link",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Wording:
    """What a mail says.

    Attributes:
        subject: On one line.
        text: For readers that show plain text.
        html: What stands in the body of the page.
        own: Where in the text the author's own words begin, and how many letters they
            are; the rest is ours, and says what another Plexus knows anyway.
    """

    subject: str
    text: str
    html: str
    own: tuple[int, int] = (0, 0)


def wording_of(delivery: Delivery) -> Wording:
    """Return what the mail of a delivery says."""
    said = _WORDINGS[delivery.activity.verb](delivery)
    text, own = clean(said.text), clean(_text(delivery))
    where = (text.find(own), len(own)) if own in text else (0, 0)
    return Wording(one_line(said.subject, 200), text, clean(said.html), where)


def clean(text: str) -> str:
    """Return a text of lines, without controls and halves of letters."""
    return _NEVER.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))


def described(attachment: Attachment) -> str:
    """Return in a line what is attached."""
    name = one_line(attachment.name, 100) or "a file"
    alt = one_line(attachment.alt)
    return f"{name}: {alt}" if alt else name


def _created(delivery: Delivery) -> Wording:
    about, text = delivery.activity.object, _text(delivery)
    subject = about.title or _first_words(text) or _first_words(_alt(delivery))
    if not subject:
        who = _who(delivery)
        subject = f"{_KINDS[about.kind]} from {who}" if who else _KINDS[about.kind]
    if about.in_reply_to or delivery.reply_to:
        # Mail programs join by the subject, too: it is that of what is answered.
        subject = f"Re: {about.title or _parent(delivery) or subject}"
    return Wording(subject, _whole_text(delivery), _whole_html(delivery))


def _parent(delivery: Delivery) -> str:
    """Return the subject that what is answered had, without what answers begin with."""
    about = delivery.answered
    if about is None:
        return ""
    return _ANSWER.sub("", one_line(about.title)) or _first_words(about.text)


def _updated(delivery: Delivery) -> Wording:
    said, line = _created(delivery), _EDITED
    return Wording(
        f"Edited: {said.subject.removeprefix('Re: ')}",
        f"{line}\n\n{said.text}",
        f"<p><em>{line}</em></p>\n{said.html}",
    )


def _deleted(delivery: Delivery) -> Wording:
    what = _named(delivery.activity.object)
    who = _who(delivery) or "The sender"
    line = f"{who} has taken back{what}. Please disregard and delete the earlier mail."
    return Wording(f"Please disregard{what or ' the earlier mail'}", line, _p(line))


def _liked(delivery: Delivery) -> Wording:
    line = f"{_who(delivery) or 'Somebody'} likes{_named(delivery.activity.object)}"
    if line.endswith("likes"):
        line += " what you wrote"
    return Wording(line, f"{line}.", _p(f"{line}."))


def _announced(delivery: Delivery) -> Wording:
    about = delivery.activity.object
    said = _created(delivery)
    line = f"{_who(delivery) or 'The sender'} passes this on:"
    text, html = f"{line}\n\n{said.text}", f"{_p(line)}\n{said.html}"
    if about.url and about.url not in said.text:
        text, html = f"{text}\n\n{about.url}", f"{html}\n{_p(about.url)}"
    return Wording(f"Fwd: {said.subject.removeprefix('Re: ')}", text, html)


_WORDINGS: Final[Mapping[Verb, Callable[[Delivery], Wording]]] = {
    Verb.CREATE: _created,
    Verb.UPDATE: _updated,
    Verb.DELETE: _deleted,
    Verb.LIKE: _liked,
    Verb.ANNOUNCE: _announced,
}


def _who(delivery: Delivery) -> str:
    name = delivery.account.settings.get("name", "") or delivery.activity.actor_name
    return one_line(name, 100)


def _text(delivery: Delivery) -> str:
    return "\n\n".join(text for text in delivery.texts if text)


def _alt(delivery: Delivery) -> str:
    return next((each.alt for each in delivery.attachments if each.alt), "")


def _named(about: Object) -> str:
    words = about.title or _first_words(about.text)
    return f" “{one_line(words, 80)}”" if words else ""


def _first_words(text: str) -> str:
    line = one_line(text, 4 * _SUBJECT)
    if len(line) <= _SUBJECT:
        return line
    cut = line[:_SUBJECT].rpartition(" ")[0] or line[:_SUBJECT]
    return f"{cut.rstrip(' ,;:.-')}…"


def _whole_text(delivery: Delivery) -> str:
    about = delivery.activity.object
    parts = [one_line(about.summary), _text(delivery)]
    if about.kind is Kind.PAGE or about.preview:
        parts.extend(_link_lines(about))
    for each in delivery.attachments:
        where = "" if each.file else f" {each.url}".rstrip()
        parts.append(f"[{described(each)}]{where}")
    return "\n\n".join(part for part in parts if part)


def _link_lines(about: Object) -> list[str]:
    shown = about.preview
    url = about.url or (shown.url if shown else "")
    if shown is None:
        return [url] if url not in about.text else []
    head = " · ".join(part for part in (shown.title, shown.site) if part)
    return [head, shown.summary, url]


def _whole_html(delivery: Delivery) -> str:
    about = delivery.activity.object
    parts = []
    if about.title and about.kind is Kind.ARTICLE:
        parts.append(f"<h1>{escape(one_line(about.title))}</h1>")
    if about.summary:
        parts.append(f"<p><strong>{escape(one_line(about.summary))}</strong></p>")
    if about.html:
        parts.append(f"{HTML_BEGINS}{about.html}{HTML_ENDS}")
    else:
        parts.append(_paragraphs(_text(delivery)))
    if about.kind is Kind.PAGE or about.preview:
        parts.append(_link_html(about))
    return "\n".join(part for part in parts if part)


def _link_html(about: Object) -> str:
    shown = about.preview
    url = about.url or (shown.url if shown else "")
    if not _LINK.fullmatch(url):
        return ""
    title = (shown.title if shown else "") or url
    summary = f"<br>{escape(shown.summary)}" if shown and shown.summary else ""
    return (
        f'<blockquote><a href="{escape(url)}">{escape(title)}</a>{summary}</blockquote>'
    )


def _p(text: str) -> str:
    return f"<p>{_linked(text)}</p>"


def _paragraphs(text: str) -> str:
    blocks = re.split(r"\n\s*\n", text.strip("\n")) if text.strip() else []
    return "\n".join(_p(block).replace("\n", "<br>\n") for block in blocks)


def _linked(text: str) -> str:
    """Return a text as HTML, its links made links."""
    parts, end = [], 0
    for found in _LINK.finditer(text):
        url = escape(found[0])
        parts.append(escape(text[end : found.start()]))
        parts.append(f'<a href="{url}">{url}</a>')
        end = found.end()
    return "".join([*parts, escape(text[end:])])
