"""The shelf: what is handed out, by its path on the host. No I/O."""

from collections import OrderedDict
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final

from plexus_ld.publish.posts.entries import Enclosure
from plexus_ld.publish.web.resources.forms import Resource
from plexus_ld.publish.web.resources.moved import Moved
from plexus_ld.publish.webfinger import Finger

#: Pages of posts that are kept once they were asked for. Whoever asks for all of them
#: fills no memory.
_MOST_LATE: Final = 512


@dataclass(frozen=True, slots=True)
class Contents:
    """All that there is to hand out, as of one moment.

    Attributes:
        resources: By path.
        late: What is made when it is first asked for.
        media: Files, by path.
        moved: Where it all lay before.
        finger: Who answers to which name (WebFinger); None for nobody.
    """

    resources: Mapping[str, Resource] = field(default_factory=dict)
    late: Mapping[str, Callable[[], Resource]] = field(default_factory=dict)
    media: Mapping[str, Enclosure] = field(default_factory=dict)
    moved: Moved = field(default_factory=Moved)
    finger: Finger | None = None


class Shelf:
    """What there is, and since when.

    Args:
        contents: What there is.
        before: The shelf that it takes the place of.
        now: The time.
    """

    def __init__(
        self, contents: Contents, before: "Shelf | None", now: datetime
    ) -> None:
        self._contents = contents
        self._now = now
        old = {} if before is None else before._ready
        self._ready: dict[str, Resource] = {
            path: resource.since(old.get(path), now)
            for path, resource in contents.resources.items()
        }
        self._late: OrderedDict[str, Resource] = OrderedDict()

    @property
    def moved(self) -> Moved:
        """Where it all lay before."""
        return self._contents.moved

    @property
    def finger(self) -> Finger | None:
        """Who answers to which name."""
        return self._contents.finger

    def ready(self, path: str) -> Resource | None:
        """Return what needs no work any more; None for anything else."""
        return self._ready.get(path) or self._late.get(path)

    def get(self, path: str) -> Resource | None:
        """Return what lies at a path, made now where it was not made before."""
        found = self.ready(path)
        make = self._contents.late.get(path)
        if found is not None or make is None:
            return found
        made = self._late[path] = make().since(None, self._now)
        while len(self._late) > _MOST_LATE:
            self._late.popitem(last=False)
        return made

    def has(self, path: str) -> bool:
        """Tell whether something lies at a path."""
        contents = self._contents
        return path in self._ready or path in contents.late or path in contents.media

    def media(self, path: str) -> Enclosure | None:
        """Return a file that goes with a post."""
        return self._contents.media.get(path)
