"""`Plex`: one opened home, and the documented Python API (docs/python.md)."""

from collections.abc import Mapping
from contextlib import AbstractContextManager
from os import PathLike
from pathlib import Path
from typing import TYPE_CHECKING, Self

from rdflib import URIRef

from plexus_ld import settings as settings_file
from plexus_ld.assembly.webrooms import WebRooms
from plexus_ld.clock import Clock, now
from plexus_ld.errors import HomeError
from plexus_ld.model.change import ChangeRecord
from plexus_ld.plex.people.network import network
from plexus_ld.plex.profile.key import make_key
from plexus_ld.plex.profile.owner import Begun, create, find_owner
from plexus_ld.plex.shapes import check
from plexus_ld.rdf.lines import text_of
from plexus_ld.settings import Settings
from plexus_ld.storage.home import Home
from plexus_ld.store import open_store
from plexus_ld.workers import Workers

if TYPE_CHECKING:
    from plexus_ld.plex.health import Finding
    from plexus_ld.plex.people.values import Pair, PersonCard, PersonLine
    from plexus_ld.plex.picture.network import Network
    from plexus_ld.publish.folder import Published


class Plex(WebRooms, AbstractContextManager["Plex"]):
    """One person's social graph: a home, opened.

    Attributes:
        settings: What the home's settings and the environment say.
        store: The quads.
        home: Where it lies; None when it is in memory.
    """

    def __init__(
        self, folder: Path | None, settings: Settings, clock: Clock = now
    ) -> None:
        self.home = Home(folder) if folder else None
        self.settings = settings
        self.clock = clock
        self.workers = Workers()
        self.store = open_store(
            folder,
            settings=settings,
            derive=network,
            check=check,
            workers=self.workers,
            clock=clock,
        )

    @classmethod
    def open(
        cls,
        home: str | PathLike[str] | None = None,
        *,
        create: bool = False,
        settings: Settings | None = None,
    ) -> Self:
        """Open a home, beside any other program that has it open.

        Args:
            home: Its folder; otherwise ``PLEXUS_HOME`` or the platform's place.
            create: Whether to make it when there is none.
            settings: Instead of the home's own.

        Raises:
            HomeError: There is none, or it is of a newer version.
            SettingsError: A setting is none.
        """
        folder = Path(home).expanduser() if home else settings_file.home_folder()
        if not create and not Home(folder).exists():
            message = f"there is no Plex in {folder}; make one with `plexus init`"
            raise HomeError(message)
        return cls(folder.absolute(), settings or settings_file.load(folder))

    @classmethod
    def in_memory(cls, settings: Settings | None = None) -> Self:
        """Return a Plex that is gone when it is closed."""
        return cls(None, settings or Settings())

    def init(
        self,
        name: str | None = None,
        webid: str | None = None,
        base: str | None = None,
        source: str | None = None,
    ) -> Begun:
        """Say whose Plex this is; a second time changes nothing.

        Args:
            name: What the owner is called.
            webid: The owner's IRI, where they have one.
            base: The address under which the profile will lie.
            source: A FOAF file or URL to take over as the profile, whole.

        Raises:
            ProfileError: The WebID, the address or the document is none.
            FetchError: The document could not be had.
        """
        if self.home is not None:
            make_key(self.home.keys)
            settings_file.begin(self.home.settings)
        if source is None or find_owner(self.store) is not None:
            return create(self.store, name, webid=webid, base=base)
        from plexus_ld.plex.profile.takeover import take_over
        from plexus_ld.plex.sources.taking import read_one

        lines = read_one(
            source, self.workers, self.client, self.settings, self.clock
        ).lines
        return take_over(self.store, lines, name=name, webid=webid, base=base)

    def people(self, text: str = "") -> "tuple[PersonLine, ...]":
        """Return who is known, each person once."""
        from plexus_ld.plex.people.cards import people

        return people(self.store, text)

    def person(self, who: str) -> "PersonCard":
        """Return what is known of a person, and who said it.

        Raises:
            WhoError: Nobody, or more than one, answers to the name.
        """
        from plexus_ld.plex.people.cards import card

        return card(self.store, self.resolve(who))

    def same(self, who: str, other: str) -> URIRef:
        """Say that two are one person, and return their IRI; see `decisions.same`."""
        from plexus_ld.plex.people.decisions import same

        return same(self.store, self._word(who), self._word(other), self.clock)

    def different(self, who: str, other: str) -> None:
        """Say that two are two people; see `decisions.different`."""
        from plexus_ld.plex.people.decisions import different

        different(self.store, self._word(who), self._word(other), self.clock)

    def duplicates(self) -> "tuple[Pair, ...]":
        """Return who could be one person, and waits for the owner's word."""
        from plexus_ld.plex.people.duplicates import duplicates

        return duplicates(self.store)

    def _word(self, who: str) -> str:
        return str(self.me) if who == "me" else who

    def history(self, of: str | None = None, limit: int = 50) -> list[ChangeRecord]:
        """Return the latest changes, newest first; those that concern a person."""
        if of is None:
            return self.store.history(limit)
        from plexus_ld.plex.people.cards import nodes_of

        nodes = map(text_of, nodes_of(self.store, self.resolve(of)))
        return self.store.history(limit, mentioning=list(nodes))

    def draw(
        self,
        file: Path,
        *,
        query: str | None = None,
        who: str | None = None,
        params: Mapping[str, str] | None = None,
    ) -> "Network":
        """Draw everybody, a person and those around them, or whom a query finds.

        Raises:
            PlexusError: The file's name tells no form, or nobody is found.
        """
        from plexus_ld.plex.picture.choosing import chosen
        from plexus_ld.plex.picture.drawing import draw

        drawn, title = chosen(
            self.store, self.questions, self.resolve, query, who, params
        )
        draw(drawn, file, title)
        return drawn

    def examine(self) -> "tuple[Finding, ...]":
        """Look for what is wrong, and what to do about it."""
        from plexus_ld.assembly.reach import reach
        from plexus_ld.assembly.standing import standing
        from plexus_ld.plex.health import examine

        folder = self.home.folder if self.home else None
        found = examine(self.store, self.sources, folder)
        return (*found, *reach(self), *standing(self))

    def publish(
        self, place: str, audience: str = "public", *, replace: bool = False
    ) -> "Published":
        """Publish the profile into a folder, or put it on a server.

        Args:
            place: A folder, or the URL of a Solid, LDP or WebDAV server's place.
            audience: Whose face: ``public``, ``connections``, ``circle:NAME``.
            replace: Overwrite on a server what was not written from here.

        Raises:
            ProfileError: There is no such audience.
            PublishError: A file could not be written, or the server refused.
        """
        from plexus_ld.assembly.publishing import publish

        return publish(self, place, audience, replace=replace)

    def close(self) -> None:
        """Let go of the home."""
        # What still hears, first. Only what was asked for was ever opened.
        rooms = (
            "wires",
            "arrivals",
            "hub",
            "pushes",
            "stream",
            "store",
            "workers",
            "originals",
            "media",
            "loop",
            "client",
        )
        for room in rooms:
            if room in self.__dict__:
                self.__dict__[room].close()

    def __exit__(self, *_: object) -> None:
        """Let go of the home."""
        self.close()
