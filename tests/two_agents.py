"""Two agents that can come to terms, for tests of what becomes of it.

The fixture ``two`` is in ``tests/unit/assembly/conftest.py``.
"""

from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from plexus_ld.assembly.offering import Wish, offer
from plexus_ld.assembly.requests import accept
from plexus_ld.errors import SharingError
from plexus_ld.model.request import WAITING, Request
from plexus_ld.net.signing.proofs import canonical
from plexus_ld.sharer.composing import Draft
from plexus_ld.sharer.routing import Wanted
from tests.web_agent import WebAgent


@dataclass
class Two:
    """Ada, and Bob; each agent works only when it is told to."""

    ada: WebAgent
    bob: WebAgent

    def ask(self, *terms: str, out: Any = (), in_: Any = ()) -> Request:
        """Have Ada ask Bob; return what waits for him."""
        said = offer(self.ada.plex, str(self.bob.plex.me), Wish(out, in_, terms))
        assert "cannot" not in said, said
        return self.waiting(self.bob)

    @staticmethod
    def waiting(whom: WebAgent) -> Request:
        (found,) = (one for one in whom.plex.requests.all(WAITING) if not one.is_ours)
        return found

    def connect(self, *terms: str) -> None:
        accept(self.bob.plex, str(self.ask(*terms).iri))

    def settle(self) -> None:
        """Have both agents do what they do every few seconds."""
        for _ in range(3):
            self.ada.plex.negotiating.look()
            self.bob.plex.negotiating.look()

    def points(self, whom: WebAgent) -> dict[str, Any]:
        """Return the points of one of them, by the way they go."""
        self.settle()
        return {str(one.point.direction): one for one in whom.plex.connections.points()}

    def states(self) -> tuple[str, str]:
        """Return how the connection stands, on both sides."""
        self.settle()
        ada, bob = (one.plex.connections.list() for one in (self.ada, self.bob))
        return ada[0].state, bob[0].state if bob else "none"

    def agreed(self) -> tuple[bytes, bytes]:
        """Return what both hold, in the one form that is signed."""
        self.settle()
        ada = self.ada.plex.negotiating.with_(self.bob.plex.me)
        bob = self.bob.plex.negotiating.with_(self.ada.plex.me)
        assert ada and bob
        return canonical(ada.agreed), canonical(bob.agreed)

    def say(self, by: WebAgent, to: WebAgent, text: str) -> list[str]:
        """Have one say something; return what the other heard, in all."""
        with suppress(SharingError):  # nobody would get it
            by.plex.sharing.share(Draft(text=text), Wanted())
        by.plex.deliverer.deliver_due()
        return self.heard(to)

    @staticmethod
    def heard(whom: WebAgent) -> list[str]:
        return [one.text for one in whom.plex.stream.timeline() if not one.is_mine]
