"""What wiring may ask of an opened home: a role, which `Rooms` plays.

Rooms are furnished by wiring, and wiring asks other rooms: this stands between, so
that neither imports the other.
"""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Protocol

from rdflib import URIRef

if TYPE_CHECKING:
    from plexus_ld.channels.registry import Channels
    from plexus_ld.channels.wires import Wires
    from plexus_ld.clock import Clock
    from plexus_ld.listener.listening import Listening
    from plexus_ld.listener.notices import Notices
    from plexus_ld.listener.rules import Rules
    from plexus_ld.listener.watches import Watches
    from plexus_ld.plex.accounts.accounts import Accounts
    from plexus_ld.settings import Settings
    from plexus_ld.sharer.delivering.deliverer import Deliverer
    from plexus_ld.sharer.media import Media
    from plexus_ld.sharer.sharing import Sharing
    from plexus_ld.storage.home import Home
    from plexus_ld.store import Store
    from plexus_ld.workers import Workers


class Opened(Protocol):
    """An opened home; each room as `Rooms` says.

    Attributes:
        settings: What the home's settings and the environment say.
        store: The quads.
        home: Where it lies; None when it is in memory.
        clock: Tells the time.
        workers: Disposable processes.
    """

    settings: "Settings"
    store: "Store"
    home: "Home | None"
    clock: "Clock"
    workers: "Workers"

    @property
    def me(self) -> URIRef:
        """The owner's IRI."""

    @property
    def channels(self) -> "Channels":
        """The channels that are installed."""

    @property
    def wires(self) -> "Wires":
        """What sends by every channel, and holds the live ones open."""

    @property
    def accounts(self) -> "Accounts":
        """The owner's accounts on channels."""

    @property
    def media(self) -> "Media":
        """Attachments, by content."""

    @property
    def sharing(self) -> "Sharing":
        """What is said."""

    @property
    def deliverer(self) -> "Deliverer":
        """What delivers."""

    @property
    def listening(self) -> "Listening":
        """What is heard."""

    @property
    def notices(self) -> "Notices":
        """What the owner is told."""

    @property
    def rules(self) -> "Rules":
        """What is done with what is heard."""

    @property
    def watches(self) -> "Watches":
        """Standing questions."""

    def people_called(self, words: Sequence[str]) -> tuple[URIRef, ...]:
        """Return who is meant by some words."""
