"""What a feed says of itself: whose it is, where it lies, whom to ask for pushes."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from plexus_ld.publish.posts.entries import Entry

ATOM: Final = "feed.atom"
JSON: Final = "feed.json"
ATOM_TYPE: Final = "application/atom+xml"
JSON_TYPE: Final = "application/feed+json"
#: Entries of a feed, the latest; each has its page, however old.
MAX_ENTRIES: Final = 50


@dataclass(frozen=True, slots=True)
class Channel:
    """A feed, whatever its form.

    Attributes:
        owner: The owner's WebID.
        name: What the owner is called.
        base: The folder that it is published under, as a URL with its slash; "" where
            none is known.
        hub: The WebSub hub that tells subscribers; "" for none.
        entries: The latest first, as many as a feed holds.
        taken_back: IRIs of what was deleted, and when.
    """

    owner: str
    name: str
    base: str
    hub: str
    entries: tuple[Entry, ...]
    taken_back: tuple[tuple[str, datetime], ...] = ()

    @property
    def updated(self) -> datetime | None:
        """When anything was said, changed or taken back last; None if never."""
        times = [entry.updated for entry in self.entries]
        times += [when for _, when in self.taken_back]
        return max(times, default=None)
