"""What the store asks of an engine, in this process or behind the home's socket.

Everything that goes in or comes out is text, numbers and paths on this machine, or
solutions that SPARQL JSON can carry; so the same calls go over a socket.
"""

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Protocol

import pyoxigraph as ox

from plexus_ld.model.change import Change, ChangeRecord, Statement
from plexus_ld.storage.backend import Values


class Engine(Protocol):
    """The quads of one home: questions, changes, history."""

    @property
    def sequence(self) -> int:
        """The number of the last change."""

    def select(self, text: str, values: Values) -> ox.QuerySolutions:
        """Answer a SELECT of ours (over a socket: as SPARQL JSON and back)."""

    def ask(self, text: str, values: Values) -> bool:
        """Answer an ASK of ours."""

    def construct(self, text: str, values: Values) -> tuple[str, ...]:
        """Answer a CONSTRUCT of ours as lines ``s p o .``, each once."""

    def matching(
        self,
        subject: str | None = None,
        predicate: str | None = None,
        object: str | None = None,  # noqa: A002 - the standard term
        graph: str | None = None,
    ) -> Iterator[Statement]:
        """Yield the statements that match; None matches all, graph "" the default."""

    def graphs(self) -> Iterable[str]:
        """Yield the name of every named graph that holds a statement."""

    def apply(self, change: Change, expecting: int | None = None) -> int:
        """Keep a change and what follows from it; on the disk when this returns.

        Args:
            change: What to do. A change whose id was applied before does nothing.
            expecting: The sequence number it was computed from, if that matters.

        Returns:
            Its sequence number; the last one when nothing had to be done.

        Raises:
            ConflictError: Somebody else's change came first.
            StoreError: It could not be kept; nothing of it was.
        """

    def history(
        self, limit: int, before: int | None, mentioning: Sequence[str]
    ) -> list[ChangeRecord]:
        """Return the latest changes but those of the agent's records, newest first.

        Args:
            limit: How many at most.
            before: Only those with a smaller number.
            mentioning: N-Triples terms, one of which has to stand in the change.
        """

    def since(self, after: int, limit: int, wait_s: float) -> list[ChangeRecord]:
        """Return the changes after one, oldest first; wait so long for the first."""

    def undo(self) -> ChangeRecord:
        """Take the last change back that is neither undone nor an undo itself.

        Raises:
            StoreError: There is none.
        """

    def erase(self, graphs: Sequence[str]) -> None:
        """Take graphs' lines out of journal, base and store, bytes and all.

        The changes that held them cannot be undone afterwards.

        Raises:
            StoreError: One of the graphs still holds a statement.
        """

    def rederive(self) -> None:
        """Make the derived graphs anew out of the others."""

    def checkpoint(self) -> Path | None:
        """Return a folder for `pyoxigraph.Store.read_only`, as new as may be.

        It is made anew at most every 250 ms, and stays for some seconds after a
        newer one was made.

        Returns:
            None where the quads lie on a server: then `forward` answers.
        """

    def forward(self, text: str, media_type: str, timeout_s: float) -> bytes:
        """Have a typed query, already checked, answered where the quads lie."""

    def backup(self, folder: Path) -> None:
        """Copy all that the engine keeps, as of one moment, into an empty folder."""

    def check(self) -> list[str]:
        """Read everything once; return a sentence for each thing that is wrong."""

    def close(self) -> None:
        """Let go of the home."""
