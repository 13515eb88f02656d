"""Micropub, wired: what an editor asks for becomes what the owner says."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Final

from rdflib import URIRef

from plexus_ld.errors import ParseError, RefusedError
from plexus_ld.model.activity import Privacy
from plexus_ld.model.permalink import MEDIA, POSTS, media_name
from plexus_ld.publish.web.asking import Asking
from plexus_ld.publish.web.micropub.asked import Upload
from plexus_ld.publish.web.micropub.endpoint import Endpoint
from plexus_ld.publish.web.micropub.posting import Edit, Photo, Post
from plexus_ld.rdf.lines import term_of, text_of
from plexus_ld.sharer.composing import Attach, Draft
from plexus_ld.sharer.routing import Wanted
from plexus_ld.vocab.as2 import AS2
from plexus_ld.vocab.graphs import HEARD

if TYPE_CHECKING:
    from plexus_ld.assembly.plex import Plex

_MIB: Final = 1024 * 1024
#: The largest picture that is fetched for an editor.
_MOST_FETCHED: Final = 20 * _MIB


def micropub_of(plex: "Plex", asking: Asking) -> Endpoint:
    """Return what answers editors.

    Args:
        plex: The opened home.
        asking: Tells who asks.
    """
    return Endpoint(_Posting(plex), asking, lambda: plex.site.url("micropub/media"))


class _Posting:
    def __init__(self, plex: "Plex") -> None:
        self._plex = plex

    def create(self, post: Post) -> str:
        """Say something; see `Posting.create`."""
        sharing = self._plex.sharing
        if post.like_of:
            return str(sharing.like(self._heard(post.like_of)).activity.iri)
        if post.repost_of:
            return str(sharing.reshare(self._heard(post.repost_of)).activity.iri)
        answered = next(iter(self._items(post.in_reply_to)), "")
        if answered:
            return self._reply(answered, post)
        with TemporaryDirectory(prefix="plexus-") as folder:
            draft = self._draft(post, Path(folder))
            proposal = sharing.share(draft, Wanted(post.to), at=post.at)
        return str(proposal.activity.object.iri)

    def _reply(self, item: str, post: Post) -> str:
        """Answer what was heard: its author, no more publicly than they spoke."""
        if post.html or post.title or post.photos:
            raise RefusedError("an answer to what you heard is plain text here")
        return str(self._plex.sharing.reply(item, post.text).activity.object.iri)

    def update(self, url: str, edit: Edit) -> None:
        """Say something anew."""
        id_ = self._own(url)
        text = edit.applied(self._plex.sharing.text_of(id_))
        self._plex.sharing.edit(id_, text, edit.title)

    def delete(self, url: str) -> None:
        """Take something back."""
        self._plex.sharing.delete(self._own(url))

    def source(self, url: str) -> Mapping[str, Sequence[object]]:
        """Return what was said."""
        activity = self._plex.sharing.own(self._own(url))
        said, site = activity.object, self._plex.site
        is_public = activity.privacy is Privacy.PUBLIC
        content: object = {"html": said.html} if said.html else said.text
        found: dict[str, Sequence[object]] = {
            "content": [content] if content else [],
            "name": [said.title] if said.title else [],
            "category": list(said.tags),
            "published": [said.published.isoformat()] if said.published else [],
            "bookmark-of": [said.url] if said.url else [],
            "in-reply-to": [str(said.in_reply_to)] if said.in_reply_to else [],
            "photo": [site.url(media_name(one)) for one in said.attachments],
            "visibility": ["public" if is_public else "private"],
            "url": [str(said.iri)],
        }
        return {name: values for name, values in found.items() if values}

    def keep(self, upload: Upload) -> str:
        """Keep a file for a post to come."""
        with TemporaryDirectory(prefix="plexus-") as folder:
            attach = Attach(_written(Path(folder), upload.name, upload.body))
            kept = self._plex.sharing.keep(attach)
        return self._plex.site.url(media_name(kept))

    def _own(self, url: str) -> str:
        """Return the id of something that the owner said, by its IRI or its page."""
        if not url:
            raise RefusedError("url is missing")
        name = url.removeprefix(self._plex.site.url(f"{POSTS}/"))
        if name != url and name.endswith(".html"):
            return self._plex.site.url(f"objects/{name.removesuffix('.html')}")
        return url

    def _heard(self, url: str) -> str:
        """Return the id of something that was heard, by its page or its IRI."""
        return next(iter(self._items(url)), url)

    def _items(self, url: str) -> tuple[str, ...]:
        if not url:
            return ()
        try:
            found = self._plex.store.matching(
                None, text_of(AS2.url), text_of(URIRef(url)), text_of(HEARD)
            )
            return tuple(str(term_of(s)) for s, *_ in found if "#" not in s)
        except ParseError:
            message = f"{url[:100]!r} is no address"
            raise RefusedError(message) from None

    def _draft(self, post: Post, folder: Path) -> Draft:
        article = None
        if post.html:
            article = _written(folder, "post.html", post.html.encode())
        return Draft(
            text=post.text,
            title=post.title,
            link=post.link,
            attachments=tuple(self._attached(one, folder) for one in post.photos),
            article=article,
            in_reply_to=URIRef(post.in_reply_to) if post.in_reply_to else None,
        )

    def _attached(self, photo: Photo, folder: Path) -> Attach:
        if photo.upload is not None:
            upload = photo.upload
            return Attach(_written(folder, upload.name, upload.body), photo.alt)
        own = photo.url.removeprefix(self._plex.site.url(f"{MEDIA}/"))
        digest = own.partition(".")[0]
        name = photo.url.rpartition("/")[2][-80:] or "file"
        if own != photo.url and digest.isalnum() and self._plex.media.is_sound(digest):
            body = self._plex.media.file(digest).read_bytes()
            return Attach(_written(folder, name, body), photo.alt)
        answer = self._plex.client.get(photo.url, max_body_bytes=_MOST_FETCHED)
        if answer.status != 200:
            message = f"{photo.url} cannot be had: HTTP {answer.status}"
            raise RefusedError(message)
        return Attach(_written(folder, name, answer.body), photo.alt)


def _written(folder: Path, name: str, body: bytes) -> Path:
    """Write a file of its own into a folder, whatever others are called."""
    within = folder / str(len(list(folder.iterdir())))
    within.mkdir()
    plain = "".join(c for c in name if c.isalnum() or c in "._- ").strip(". ")
    file = within / (plain or "file")
    file.write_bytes(body)
    return file
