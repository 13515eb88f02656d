"""Writing what was said publicly into the published folder, and taking away the rest.

What was deleted, or is public no more, has no page and no picture there afterwards:
pages that we wrote, and media by their hash, are removed when no post needs them.
Other files in these folders are nobody's business here.
"""

import re
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from plexus_ld.model.permalink import MEDIA
from plexus_ld.publish.page import Beside, Teaser
from plexus_ld.publish.posts.atom import atom
from plexus_ld.publish.posts.channel import (
    ATOM,
    ATOM_TYPE,
    JSON,
    JSON_TYPE,
    MAX_ENTRIES,
    Channel,
)
from plexus_ld.publish.posts.entries import Enclosure, Entry, entry_of
from plexus_ld.publish.posts.jsonfeed import json_feed
from plexus_ld.publish.posts.pages import GENERATOR, post_page
from plexus_ld.sharer.publicly import Publicly

#: The folder of pages, one for each post; `model.permalink` names them.
_POSTS: Final = "posts"
#: A file of ours among the media: a SHA-256 and a suffix.
_OURS: Final = re.compile(r"[0-9a-f]{64}\.[a-z0-9]{2,4}")
#: A URL that may stand in a server's settings as it is.
_PLAIN: Final = re.compile(r"https?://[A-Za-z0-9./:_~+=&?-]+")
#: Where in a page it says who wrote it.
_HEAD_BYTES: Final = 2048


#: Posts that the profile's page names, and the characters that it shows of one.
_TEASERS: Final = 5
_TEASER_LENGTH: Final = 120


def _teaser(entry: Entry) -> Teaser:
    words = " ".join((entry.title or entry.summary or entry.text).split())
    if len(words) > _TEASER_LENGTH:
        words = f"{words[:_TEASER_LENGTH].rpartition(' ')[0]} …"
    return Teaser(entry.name, words or entry.link or "…", f"{entry.published:%Y-%m-%d}")


@dataclass(frozen=True, slots=True)
class Posts:
    """What was said publicly, ready to be written.

    Attributes:
        channel: The feed.
        entries: All posts, also those that a feed no longer holds.
    """

    channel: Channel
    entries: tuple[Entry, ...]

    @property
    def beside(self) -> Beside:
        """What the profile's page names: the feeds, and the latest posts."""
        feeds = ((ATOM, ATOM_TYPE), (JSON, JSON_TYPE))
        return Beside(feeds, tuple(map(_teaser, self.entries[:_TEASERS])))

    @property
    def headers(self) -> dict[str, str]:
        """The Link headers that the feeds are to be sent with: WebSub §4.

        None where an address would need quoting in a server's settings.
        """
        base, hub = self.channel.base, self.channel.hub
        if not (base and hub and _PLAIN.fullmatch(base) and _PLAIN.fullmatch(hub)):
            return {}
        to_hub = f'<{hub}>; rel="hub"'
        return {name: f'<{base}{name}>; rel="self", {to_hub}' for name in (ATOM, JSON)}

    def files(self) -> Iterator[tuple[str, bytes]]:
        """Yield path and bytes of each file but the media; the feeds last.

        A reader who meets the new feed meets the pages that it names.
        """
        for entry in self.entries:
            yield entry.name, post_page(entry, self.channel)
        yield JSON, json_feed(self.channel)
        yield ATOM, atom(self.channel)

    def media(self) -> Iterator[Enclosure]:
        """Yield what is copied into the folder, each once."""
        seen: dict[str, Enclosure] = {}
        for entry in self.entries:
            seen.update((one.name, one) for one in entry.enclosures if one.name)
        yield from seen.values()


def posts_of(said: Publicly, *, owner: str, name: str, base: str, hub: str) -> Posts:
    """Return what is written of what was said.

    Args:
        said: What was said publicly.
        owner: The owner's WebID.
        name: What they are called.
        base: The folder as a URL with its slash; "" where none is known.
        hub: The WebSub hub; "" for none.
    """
    entries = tuple(entry_of(post, base) for post in said.posts)
    taken_back = tuple((str(iri), when) for iri, when in said.taken_back[:MAX_ENTRIES])
    channel = Channel(owner, name, base, hub, entries[:MAX_ENTRIES], taken_back)
    return Posts(channel, entries)


def copy_media(folder: Path, one: Enclosure) -> bool:
    """Put a file of the media in its place; tell whether it was not there.

    Raises:
        OSError: It could not be written, or is gone from the home.
    """
    target = folder / one.name
    source = one.file or target
    if target.is_file() and target.stat().st_size == source.stat().st_size:
        return False
    target.parent.mkdir(parents=True, exist_ok=True)
    beside = target.with_name(f".plexus-{target.name}")
    try:
        shutil.copyfile(source, beside)
        beside.chmod(0o644)
        beside.replace(target)
    finally:
        beside.unlink(missing_ok=True)
    return True


def take_away(folder: Path, keep: frozenset[str]) -> tuple[str, ...]:
    """Remove pages and media that no post needs any more; return their paths.

    Args:
        folder: The published folder.
        keep: Paths of pages and media that stay.

    Raises:
        OSError: One could not be removed.
    """
    gone = []
    for file in (*folder.glob(f"{_POSTS}/*.html"), *folder.glob(f"{MEDIA}/*")):
        name = f"{file.parent.name}/{file.name}"
        if name not in keep and _is_ours(file):
            file.unlink()
            gone.append(name)
    return tuple(sorted(gone))


def _is_ours(file: Path) -> bool:
    if file.parent.name == MEDIA:
        return _OURS.fullmatch(file.name) is not None
    with file.open("rb") as page:
        return f'content="{GENERATOR}"'.encode() in page.read(_HEAD_BYTES)
