"""Accounts for ActivityPub, as their servers tell of them. Frozen values, no I/O."""

from dataclasses import dataclass
from urllib.parse import urlsplit


@dataclass(frozen=True, slots=True)
class Actor:
    """An account of somebody else's.

    Attributes:
        iri: Its own.
        inbox: Where it is written to.
        shared_inbox: Where all accounts of its server are written to at once; "" if it
            has none.
        user: The name before the ``@``; "" if it says none.
        name: What it is called; "" if it says nothing.
        also: Other accounts that it says are its own.
    """

    iri: str
    inbox: str
    shared_inbox: str = ""
    user: str = ""
    name: str = ""
    also: tuple[str, ...] = ()

    @property
    def handle(self) -> str:
        """``@bob@social.example``."""
        return f"@{self.user}@{urlsplit(self.iri).netloc}" if self.user else self.iri
