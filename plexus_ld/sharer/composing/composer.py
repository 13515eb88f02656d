"""A draft read, checked and kept: its media by content, its link looked at."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Final

from rdflib import URIRef

from plexus_ld.clock import Clock
from plexus_ld.errors import (
    FetchError,
    MediaError,
    ParseError,
    PlexusError,
    SharingError,
    WorkerError,
)
from plexus_ld.model.activity import Attachment, Kind, LinkPreview, Object
from plexus_ld.rdf.lines import text_of
from plexus_ld.settings import MediaSettings
from plexus_ld.sharer.composing.draft import Attach, Composed, Draft
from plexus_ld.sharer.composing.pages import article_of, preview_of
from plexus_ld.sharer.composing.pictures import CLEANED, cleaned
from plexus_ld.sharer.composing.sniffing import type_of
from plexus_ld.sharer.media import Media
from plexus_ld.sharer.said.minting import Minting
from plexus_ld.workers import Workers

if TYPE_CHECKING:
    from plexus_ld.net.client import Client

#: Longest article, in bytes.
_LONGEST_ARTICLE: Final = 4 * 1024 * 1024
#: Longest time that a share waits for what a link's page says, in seconds.
_PATIENCE_S: Final = 10.0
_PAGE: Final = "text/html, application/xhtml+xml;q=0.9, */*;q=0.1"
#: A hashtag: a word with a letter in it, behind nothing that makes it part of a URL.
_TAG: Final = re.compile(r"(?<![\w&/#])#(?=\w*[^\W\d_])(\w{1,100})")
_KINDS: Final = {"image": Kind.IMAGE, "video": Kind.VIDEO, "audio": Kind.AUDIO}


class Composer:
    """Makes objects of drafts.

    Args:
        workers: Where pictures, pages and articles are read.
        client: The door to the network, for a link's preview.
        media: Where files are kept.
        settings: How large they may be.
        clock: Tells the time.
    """

    def __init__(
        self,
        workers: Workers,
        client: "Client",
        media: Media,
        settings: MediaSettings,
        clock: Clock,
    ) -> None:
        self._workers = workers
        self._client = client
        self._media = media
        self._settings = settings
        self._clock = clock

    def compose(
        self, draft: Draft, minting: Minting, *, keeps: bool = True
    ) -> Composed:
        """Return what a draft says.

        Args:
            draft: What the owner wants to say.
            minting: Makes the object's IRI.
            keeps: Whether its files are kept; a preview leaves nothing behind.

        Raises:
            SharingError: It says nothing, or its link is no address.
            MediaError: A file cannot go out.
        """
        _check(draft)
        notes: list[str] = []
        title, text, html, summary = draft.title, draft.text, "", ""
        if draft.article is not None:
            named, text, html = self._article(draft.article, bool(title))
            title, summary = title or named or draft.article.stem, draft.text
        attachments = tuple(
            self.attached(one, keeps=keeps) for one in draft.attachments
        )
        preview = self._preview(draft.link, notes) if draft.link else None
        return Composed(
            Object(
                iri=minting.object(),
                kind=_kind(draft, attachments),
                text=text,
                html=html,
                title=title,
                summary=summary,
                url=draft.link,
                preview=preview,
                attachments=attachments,
                in_reply_to=draft.in_reply_to,
                tags=tags_of(f"{summary}\n{text}"),
                language=draft.language,
                published=self._clock(),
            ),
            tuple(notes),
        )

    def _article(self, file: Path, has_title: bool) -> tuple[str, str, str]:
        body = _read(file, _LONGEST_ARTICLE)
        is_html = file.suffix.lower() in (".html", ".htm", ".xhtml")
        return self._workers.call(article_of, body, is_html, has_title)

    def attached(self, attach: Attach, *, keeps: bool = True) -> Attachment:
        """Return a file as it goes out, without what its maker did not mean to tell.

        Args:
            attach: The file.
            keeps: Whether it is kept.

        Raises:
            MediaError: It cannot go out.
        """
        name = attach.file.name
        body = _read(attach.file, self._settings.max_bytes)
        media_type = type_of(name, body)
        if media_type in CLEANED:
            most = self._settings.max_pixels
            body = self._cleaned(name, body, media_type, most)
        elif media_type.startswith("image/"):
            reason = f"{media_type} cannot be cleaned here; make it JPEG or PNG first"
            raise MediaError(name, reason)
        digest = self._media.keep(body) if keeps else self._media.digest(body)
        return Attachment(
            media_type=media_type,
            name=name,
            alt=attach.alt,
            file=self._media.file(digest),
            size_bytes=len(body),
            sha256=digest,
        )

    def _cleaned(self, name: str, body: bytes, media_type: str, most: int) -> bytes:
        try:
            return self._workers.call(cleaned, name, body, media_type, most)
        except WorkerError as error:
            raise MediaError(name, f"this picture cannot be read ({error})") from error

    def _preview(self, link: str, notes: list[str]) -> LinkPreview | None:
        """Return what a link's page says; that it says nothing hinders nobody."""
        if not link.startswith(("https://", "http://")):
            return None
        try:
            answer = self._client.get(link, {"Accept": _PAGE}, timeout_s=_PATIENCE_S)
            if answer.status != 200:
                raise FetchError(link, f"HTTP {answer.status}", answer.status)
            media_type = answer.headers.get("content-type", "")
            if "html" not in media_type:
                return None
            return self._workers.call(preview_of, answer.body, link, media_type)
        except PlexusError as error:
            notes.append(f"no preview of the link: {error}")
            return None


def tags_of(text: str) -> tuple[str, ...]:
    """Return the hashtags of a text, each once, in alphabetical order."""
    found: dict[str, str] = {}
    for tag in _TAG.findall(text):
        found.setdefault(tag.casefold(), tag)
    return tuple(sorted(found.values()))


def _check(draft: Draft) -> None:
    said = (draft.text.strip(), draft.title.strip(), draft.link, draft.article)
    if not any(said) and not draft.attachments:
        raise SharingError("there is nothing to share: give a text, a link or a file")
    for words in (draft.text, draft.title, *(a.alt for a in draft.attachments)):
        try:
            words.encode()
        except UnicodeEncodeError as error:
            raise SharingError("the text holds bytes that are no text") from error
    if draft.link:
        _check_link(draft.link)


def _check_link(link: str) -> None:
    try:
        text_of(URIRef(link))
        is_address = re.match(r"[A-Za-z][A-Za-z0-9+.-]*:\S+$", link) is not None
    except ParseError:
        is_address = False
    if not is_address:
        message = f"{link!r} is no address; one looks like https://example.org/page"
        raise SharingError(message)


def _kind(draft: Draft, attachments: tuple[Attachment, ...]) -> Kind:
    if draft.article is not None:
        return Kind.ARTICLE
    if draft.link:
        return Kind.PAGE
    families = set(_families(attachments))
    if not families:
        return Kind.NOTE
    family = families.pop()
    return Kind.DOCUMENT if families else _KINDS.get(family, Kind.DOCUMENT)


def _families(attachments: tuple[Attachment, ...]) -> Iterator[str]:
    for attachment in attachments:
        yield attachment.media_type.partition("/")[0]


def _read(file: Path, most: int) -> bytes:
    """Read one of the owner's files.

    Raises:
        MediaError: It is not there, no file, or too large.
    """
    try:
        if not file.is_file():
            raise MediaError(str(file), "there is no such file")
        with file.open("rb") as opened:
            body = opened.read(most + 1)
    except OSError as error:
        raise MediaError(str(file), f"cannot be read ({error})") from error
    if len(body) > most:
        raise MediaError(str(file), f"larger than the {most:,} bytes that may go out")
    if not body:
        raise MediaError(str(file), "is empty")
    return body
