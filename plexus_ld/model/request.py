"""What others ask of the owner, and the owner of them. Frozen values, no I/O."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final

from rdflib import URIRef

#: How a request stands.
WAITING: Final = "waiting"
ACCEPTED: Final = "accepted"
REFUSED: Final = "refused"
WITHDRAWN: Final = "withdrawn"


@dataclass(frozen=True, slots=True)
class Request:
    """Something that waits for somebody's word.

    Attributes:
        iri: Its own IRI; of the same request always the same.
        kind: What is asked: ``connection``, ``follow``, ``mention``.
        by: Who asks.
        name: What they call themselves; a stranger's word.
        is_ours: Whether the owner asks, and somebody else answers.
        at: When it came.
        state: How it stands: `WAITING`, `ACCEPTED`, `REFUSED` or `WITHDRAWN`.
        words: What is asked, in a sentence; in part a stranger's words.
        about: What it is about; None for nothing in particular.
        sealed: What was signed, as it came.
    """

    iri: URIRef
    kind: str
    by: URIRef
    name: str
    is_ours: bool
    at: datetime
    state: str = WAITING
    words: str = ""
    about: URIRef | None = None
    sealed: bytes = field(default=b"", repr=False)


@dataclass(frozen=True, slots=True)
class Answer:
    """What is done when the owner answers a request of one kind.

    Attributes:
        accept: Does what was asked for; returns a sentence for the owner.
        refuse: Does not; returns a sentence.
    """

    accept: Callable[[Request], str]
    refuse: Callable[[Request], str]
