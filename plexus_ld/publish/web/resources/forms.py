"""Forms of what is handed out, and the heads that they are sent under. No I/O.

Specification: RFC 9110 §8.8 (validators), §12.5.5 (Vary), §15.4.4 (303), §15.5.11 (410)
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from email.utils import format_datetime
from functools import cached_property
from hashlib import sha256
from types import MappingProxyType
from typing import Final
from urllib.parse import quote

from plexus_ld.rdf.negotiation import choose

#: A head as it goes over the wire.
Head = list[tuple[bytes, bytes]]

#: What a program on another site may read of a head.
_EXPOSED: Final = (
    "Link, ETag, Last-Modified, Content-Location, Location, Vary, WAC-Allow, "
    "Accept-Ranges, Content-Range, Content-Length"
)
#: What goes with everything that everybody may read.
OPEN: Final[Mapping[str, str]] = MappingProxyType(
    {
        "Access-Control-Allow-Origin": "*",
        "Access-Control-Expose-Headers": _EXPOSED,
        "X-Content-Type-Options": "nosniff",
        "Referrer-Policy": "no-referrer",
    }
)
#: Of what a page must be able to do: nothing, unless its own policy says so.
LOCKED: Final = (
    "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)
#: Accept headers whose choice is remembered for each resource.
_MOST_CHOICES: Final = 256
#: What may be in a header's URL as it is: RFC 3986's characters, and what is escaped.
_IN_URLS: Final = "%/:=&?~#+!$,;@()*[]'"


def uri_of(iri: str) -> str:
    """Return an IRI as a header can carry it: RFC 3987 §3.1."""
    return quote(iri, safe=_IN_URLS)


def link_header(links: Iterable[tuple[str, str, str]]) -> str:
    """Return the Link header that says where else to look: RFC 8288.

    Args:
        links: URL, relation, and media type; "" where that says nothing.
    """
    told = ((f'<{uri_of(url)}>; rel="{rel}"', type_) for url, rel, type_ in links)
    return ", ".join(
        f'{link}; type="{type_}"' if type_ else link for link, type_ in told
    )


@dataclass(frozen=True)
class Form:
    """One form of a resource.

    Attributes:
        media_type: What it is sent as.
        body: Its bytes.
        location: Its own URL, where it has one of its own.
        see_other: Instead of bytes: the URL of what is to be read (303).
        policy: For a page: what it may do (CSP).
        modified: Since when it has these bytes; None until it lies on a shelf.
    """

    media_type: str
    body: bytes = b""
    location: str = ""
    see_other: str = ""
    policy: str = LOCKED
    modified: datetime | None = None

    @cached_property
    def etag(self) -> str:
        """Its strong validator: other bytes, or another type, another tag."""
        digest = sha256(self.media_type.encode() + b"\n" + self.body).hexdigest()
        return f'"{digest[:32]}"'

    @property
    def content_type(self) -> str:
        """What it is sent as, with the charset that all our texts have."""
        is_text = self.media_type.startswith("text/") or "xml" in self.media_type
        return f"{self.media_type}; charset=utf-8" if is_text else self.media_type


@dataclass(frozen=True, slots=True)
class Answer:
    """What is sent of a form, ready for the wire.

    Attributes:
        status: 200, 303 or 410.
        head: The head of the whole answer.
        short: The head of a 304.
        body: The bytes.
        etag: Its validator; "" for what is never fresh.
        modified: Since when it is so.
    """

    status: int
    head: Head
    short: Head
    body: bytes
    etag: str
    modified: datetime | None


@dataclass(frozen=True)
class Resource:
    """What lies at one path.

    Attributes:
        forms: The one to prefer first; one alone is sent whatever is asked for.
        headers: What goes with each of them.
        vary: Request headers, besides ``Accept``, that make another answer of it.
        is_gone: Whether it was there, and was taken back (410).
    """

    forms: tuple[Form, ...]
    headers: Mapping[str, str] = field(default_factory=dict)
    vary: tuple[str, ...] = ()
    is_gone: bool = False

    def since(self, before: "Resource | None", now: datetime) -> "Resource":
        """Return it with the time since when each of its forms is as it is.

        Two versions never have one time, though they be of one second.
        """
        old = {} if before is None else {one.media_type: one for one in before.forms}
        dated = (_since(form, old.get(form.media_type), now) for form in self.forms)
        return replace(self, forms=tuple(dated))

    def answer(self, accept: str) -> Answer | None:
        """Return what is sent to somebody who takes these types; None for nothing."""
        if len(self.forms) == 1:
            return self._answers[0]
        if accept not in self._choices:
            if len(self._choices) >= _MOST_CHOICES:
                self._choices.clear()
            self._choices[accept] = choose(accept, self.offers)
        chosen = self._choices[accept]
        return None if chosen is None else self._answers[self.offers.index(chosen)]

    @cached_property
    def offers(self) -> Sequence[str]:
        """The types of its forms."""
        return [form.media_type for form in self.forms]

    @cached_property
    def _choices(self) -> dict[str, str | None]:
        return {}

    @cached_property
    def _answers(self) -> list[Answer]:
        return [self._made(form) for form in self.forms]

    def _made(self, form: Form) -> Answer:
        common = {**OPEN, "Cache-Control": "no-cache", **self.headers}
        vary = [*(["Accept"] if len(self.forms) > 1 else []), *self.vary]
        if vary:
            common["Vary"] = ", ".join(vary)
        if form.see_other:
            told = {**common, "Location": uri_of(form.see_other), "Content-Length": "0"}
            return Answer(303, _head(told), [], b"", "", None)
        if self.is_gone:
            told = {**common, **_body_headers(form)}
            return Answer(410, _head(told), [], form.body, "", None)
        if form.modified is not None:
            common["Last-Modified"] = format_datetime(form.modified, usegmt=True)
        common["ETag"] = form.etag
        if form.location and len(self.forms) > 1:
            common["Content-Location"] = uri_of(form.location)
        told = {**common, **_body_headers(form)}
        return Answer(
            200, _head(told), _head(common), form.body, form.etag, form.modified
        )


def _body_headers(form: Form) -> dict[str, str]:
    return {
        "Content-Type": form.content_type,
        "Content-Length": str(len(form.body)),
        "Content-Security-Policy": form.policy,
    }


def _head(headers: Mapping[str, str]) -> Head:
    return [(name.lower().encode(), text.encode()) for name, text in headers.items()]


def _since(form: Form, before: Form | None, now: datetime) -> Form:
    moment = now.replace(microsecond=0)
    if before is not None and before.modified is not None:
        if before.etag == form.etag:
            return replace(form, modified=before.modified)
        moment = max(moment, before.modified + timedelta(seconds=1))
    return replace(form, modified=moment)
