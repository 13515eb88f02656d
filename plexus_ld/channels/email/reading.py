"""A mail as arrivals. Pure: called in a worker, on bytes that anybody may have written.

The sender of a mail is what it says; nothing proves it. Where the owner's server looks
at that (DMARC) and the owner trusts its word, what fails there is left out.
"""

import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from email.message import Message
from email.utils import parsedate_to_datetime
from hashlib import sha256
from typing import Final

from plexus_ld.channels.email.addresses import mids_in, sender_in, to_mid
from plexus_ld.channels.email.bounces import failures_in, is_report
from plexus_ld.channels.email.headers import decoded, value_of, values_of
from plexus_ld.channels.email.parsing import (
    Part,
    body_of,
    named,
    parsed,
    parts_of,
)
from plexus_ld.channels.email.quoting import (
    without_html_quote,
    without_quote,
    without_signature,
)
from plexus_ld.channels.email.wording import HTML_BEGINS, HTML_ENDS
from plexus_ld.model.activity import POST_VERBS, Attachment, Kind, Verb
from plexus_ld.model.arrival import Arrival, Raw, Reading

_IRI: Final = re.compile(r"(?:https?://|urn:)[^\s<>\"{}|\\^`\x00-\x20]{3,800}")
_LINK: Final = re.compile(r"https?://[^\s<>\"{}|\\^`\x00-\x20]{3,2000}")
_LANGUAGE: Final = re.compile(r"[A-Za-z]{2,3}(?:-[A-Za-z0-9]{2,8}){0,3}")
#: Where in the text the author's own words stand: first letter, how many.
_WHERE: Final = re.compile(r"([0-9]{1,6}) ([0-9]{1,6})")
_DMARC: Final = re.compile(r"\bdmarc\s*=\s*([a-z]+)")
#: A date before mail was used by everybody is a clock that was never set.
_OLDEST: Final = datetime(1990, 1, 1, tzinfo=UTC)
#: How far a sender's clock may run ahead.
_AHEAD: Final = timedelta(days=1)
_MAX_ATTACHMENTS: Final = 50
_MAX_TITLE: Final = 300
_ANSWER: Final = re.compile(
    r"(?:\s*(?:re|aw|fwd?|wg|sv|edited)\s*:)+\s*", re.IGNORECASE
)


def read(raw: Raw) -> Reading:
    """Return what a mail says.

    Raises:
        ParseError: The bytes are no mail.
    """
    mail = parsed(raw.body)
    if is_report(mail):
        return Reading(failures=failures_in(mail))
    senders = list(values_of(mail, "from"))
    sender, name = sender_in(senders[0]) if len(senders) == 1 else ("", "")
    if not sender:
        return Reading(warnings=("a mail that does not say whom it is from, left out",))
    if _is_forged(mail, raw.facts.get("authserv", "")):
        return Reading(warnings=(f"a mail that only claims to be from {sender}",))
    if decoded(value_of(mail, "auto-submitted"), 80).lower().startswith("auto-"):
        return Reading(warnings=(f"an automatic answer from {sender}, left out",))
    parts, too_many = parts_of(mail)
    arrival = _arrival(mail, parts, raw, sender, decoded(name, 200))
    warning = f"a mail from {sender} of too many parts: only the first were read"
    return Reading((arrival,), warnings=(warning,) if too_many else ())


def _arrival(
    mail: Message, parts: list[Part], raw: Raw, sender: str, name: str
) -> Arrival:
    verb = _verb(mail)
    answered = _answered(mail)
    said, html, files = _contents(parts)
    attached = tuple(_attachment(each, raw) for each in files[:_MAX_ATTACHMENTS])
    if value_of(mail, "x-plexus-activity"):
        text, html = _own_words(mail, said, html)
    else:
        text = without_signature(said)
        if answered:
            text, html = without_quote(text), without_html_quote(html)
    own = tuple(_iris(mail, "x-plexus-object", "x-plexus-activity"))
    acts = verb is not Verb.CREATE
    target = (*_iris(mail, "x-plexus-object"), *answered) if acts else ()
    link = decoded(value_of(mail, "x-plexus-link"))
    return Arrival(
        verb=verb,
        id=_id(mail, raw),
        sender=f"mailto:{sender}",
        sender_name=name,
        kind=_kind(mail, files, text),
        title=_title(mail, text),
        text=text.strip(),
        html=html,
        summary=decoded(value_of(mail, "x-plexus-summary")),
        link=link if _LINK.fullmatch(link) else "",
        also=own if verb in (Verb.CREATE, Verb.UPDATE) else own[1:],
        in_reply_to=() if acts else answered,
        target=target,
        attachments=attached,
        language=_language(mail),
        published=_date(mail, raw.heard_at),
        is_private=True,
    )


def _contents(parts: list[Part]) -> tuple[str, str, list[Part]]:
    """Return the text, the HTML, and what goes with them."""
    texts: list[str] = []
    html = ""
    files: list[Part] = []
    for part in parts:
        if part.is_attached or part.name:
            files.append(part)
        elif part.media_type == "text/plain":
            texts.append(part.text.rstrip("\n"))
        elif part.media_type == "text/html":
            html = html or body_of(part.text)
        elif part.media_type not in ("multipart/mixed", "multipart/alternative"):
            files.append(part)
    return "\n\n".join(each for each in texts if each), html, files


def _own_words(mail: Message, text: str, html: str) -> tuple[str, str]:
    """Return the author's own words in a mail of a Plexus, as text and as HTML.

    What it says around them for people, its headers and parts say too.
    """
    if found := _WHERE.fullmatch(value_of(mail, "x-plexus-text")):
        text = text[int(found[1]) :][: int(found[2])]
    _, _, rest = html.partition(HTML_BEGINS)
    return text, rest.rpartition(HTML_ENDS)[0]


def _attachment(part: Part, raw: Raw) -> Attachment:
    content = part.content
    # Of a mail that was cut, the size of what was cut off is not known.
    is_whole = int(raw.facts.get("size") or 0) <= len(raw.body)
    return Attachment(
        media_type=part.media_type,
        name=named(part),
        alt=part.description,
        size_bytes=len(content) if is_whole and content else None,
        sha256=sha256(content).hexdigest() if is_whole and content else "",
    )


def _id(mail: Message, raw: Raw) -> str:
    if mid := to_mid(decoded(value_of(mail, "message-id"), 500)):
        return mid
    # Without an id of its own it is known by what it is.
    return f"mid:{sha256(raw.body).hexdigest()[:32]}@plexus.invalid"


def _verb(mail: Message) -> Verb:
    said = decoded(value_of(mail, "x-plexus-verb"), 40)
    return Verb(said) if said in POST_VERBS else Verb.CREATE


def _kind(mail: Message, files: list[Part], text: str) -> Kind:
    said = decoded(value_of(mail, "x-plexus-kind"), 40)
    if said in set(Kind):
        return Kind(said)
    is_picture = len(files) == 1 and files[0].media_type.startswith("image/")
    return Kind.IMAGE if is_picture and not text else Kind.NOTE


def _title(mail: Message, text: str) -> str:
    """Return the subject, unless it is only the text's first words."""
    subject = decoded(value_of(mail, "subject"), _MAX_TITLE)
    is_ours = value_of(mail, "x-plexus-activity") != ""
    if is_ours and not value_of(mail, "x-plexus-title"):
        return ""
    if is_ours:
        return _ANSWER.sub("", subject, count=1)
    words = " ".join(text.split())
    shown = subject.removesuffix("…").removesuffix("...").strip()
    return "" if shown and words.startswith(shown) else subject


def _answered(mail: Message) -> tuple[str, ...]:
    """Return the ids of what a mail answers, the nearest first. RFC 5322 §3.6.4."""
    direct = mids_in(value_of(mail, "in-reply-to"))
    return tuple(dict.fromkeys((*direct, *mids_in(value_of(mail, "references")))))


def _iris(mail: Message, *names: str) -> Iterator[str]:
    for name in names:
        iri = decoded(value_of(mail, name), 900)
        if _IRI.fullmatch(iri):
            yield iri


def _language(mail: Message) -> str:
    tag = decoded(value_of(mail, "content-language"), 80).partition(",")[0].strip()
    return tag if _LANGUAGE.fullmatch(tag) else ""


def _date(mail: Message, heard_at: datetime | None) -> datetime | None:
    """Return when a mail was written, if that can be believed."""
    try:
        date = parsedate_to_datetime(decoded(value_of(mail, "date"), 100))
        date = date.astimezone(UTC) if date.tzinfo else date.replace(tzinfo=UTC)
    except (ValueError, TypeError, IndexError, OverflowError, AttributeError):
        return None
    latest = (heard_at or datetime.now(UTC)) + _AHEAD
    return date if _OLDEST <= date <= latest else None


def _is_forged(mail: Message, trusted: str) -> bool:
    """Tell whether the owner's own server says that the sender is not who they say.

    Only the first header of that server counts: it takes out those that bear its name
    and came with the mail, and puts its own on top. RFC 8601 §5.
    """
    if not trusted:
        return False
    for value in values_of(mail, "authentication-results"):
        said = decoded(value).lower()
        server, _, results = said.partition(";")
        if server.split()[:1] == [trusted.lower()]:
            found = _DMARC.search(results)
            return found is not None and found[1] == "fail"
    return False
