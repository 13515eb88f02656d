"""``python -m benchmarks.people``: who is who, held against the truth.

Two sets of documents whose truth is known: the cases of ``tests/data/people``, and a
made-up town, in which people have documents of their own and speak of each other by
mailbox, hash, Jabber ID or homepage, and in which families share a homepage, offices a
mailbox, and some documents get things wrong. Precision and recall are of pairs of
nodes; how fast it went is said too.
"""

import time
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from hashlib import sha1
from random import Random

from plexus_ld.model.change import Change
from plexus_ld.store import Store
from tests.unit.plex.people.cases import CASES, new_store, pairs_of, people_of, told

PEOPLE = 2_000
#: One document in so many speaks of somebody with another's mailbox beside theirs.
BRIDGES = 50
#: One in so many gives an office's mailbox instead of a person's own.
OFFICES = 25
_FOAF = "http://xmlns.com/foaf/0.1/"
_GIVEN = "Ada Bo Cy Dee Eli Fay Gus Hal Ida Jo Kit Lea Max Nia Ola Pia".split()  # noqa: SIM905
_FAMILY = "Love Berg Moss Fox Roth Kuhl Dorn Holm Lund Tell Wren Voss".split()  # noqa: SIM905


@dataclass(frozen=True)
class Score:
    """Pairs of nodes, found and true."""

    found: int
    true: int
    both: int

    @property
    def precision(self) -> float:
        return self.both / self.found if self.found else 1.0

    @property
    def recall(self) -> float:
        return self.both / self.true if self.true else 1.0


def score(store: Store, people: Iterable[Iterable[str]]) -> Score:
    found, true = pairs_of(people_of(store)), pairs_of(people)
    return Score(len(found), len(true), len(found & true))


def scored_cases() -> Score:
    """The cases, all counted together."""
    scores = []
    for case in CASES:
        with told(case, list(case.documents)) as store:
            scores.append(score(store, case.people))
    return Score(
        sum(one.found for one in scores),
        sum(one.true for one in scores),
        sum(one.both for one in scores),
    )


class Town:
    """People who speak of each other, with the truth."""

    def __init__(self, people: int, seed: int = 1) -> None:
        self.chance = Random(seed)
        self.people = people
        self.truth: dict[int, set[str]] = defaultdict(set)
        self.lines: list[str] = []
        for number in range(people):
            self._document(number)

    def _document(self, number: int) -> None:
        document = f"https://p{number}.example/card"
        me = f"<{document}#me>"
        self.truth[number].add(me)
        self._say(document, f"<{document}>", "primaryTopic", me)
        self._say(document, me, "name", f'"{self._name(number)}"')
        self._say(document, me, "mbox", f"<mailto:p{number}@mail.example>")
        self._say(document, me, "jabberID", f'"p{number}@jabber.example"')
        home = f"<https://family{number // 3}.example/>"
        self._say(document, me, "homepage", home)
        for index, other in enumerate(self._others(number)):
            node = f"<{document}#k{index}>"
            self._say(document, me, "knows", node)
            self._speak(document, node, other, index)

    def _others(self, number: int) -> set[int]:
        draws = {int(self.people * self.chance.random() ** 2) for _ in range(8)}
        return draws - {number}

    def _speak(self, document: str, node: str, other: int, index: int) -> None:
        if self.chance.random() < 0.7:
            self._say(document, node, "name", f'"{self._name(other)}"')
        if self.chance.randrange(OFFICES) == 0:
            office = f"<mailto:office{other % 7}@mail.example>"
            self._say(document, node, "mbox", office)
            self.truth[-len(self.lines)].add(node)
            return
        self._identify(document, node, other, index)
        if self.chance.randrange(BRIDGES) == 0:
            wrong = (other + 7) % self.people
            self._say(document, node, "mbox", f"<mailto:p{wrong}@mail.example>")
            self.truth[-len(self.lines)].add(node)  # nobody can tell who is meant
        else:
            self.truth[other].add(node)

    def _identify(self, document: str, node: str, other: int, index: int) -> None:
        mailbox = f"p{other}@mail.example"
        if index % 4 == 0:
            self._say(document, node, "mbox", f"<mailto:{mailbox}>")
        elif index % 4 == 1:
            self._say(document, node, "mbox_sha1sum", _hash(f"mailto:{mailbox}"))
        elif index % 4 == 2:
            self._say(document, node, "mbox_sha1sum", _hash(mailbox).upper())
        else:
            self._say(document, node, "jabberID", f'"P{other}@jabber.example"')

    def _name(self, number: int) -> str:
        family = _FAMILY[number // 3 % len(_FAMILY)]
        return f"{_GIVEN[number % len(_GIVEN)]} {family}"

    def _say(self, document: str, subject: str, term: str, object_: str) -> None:
        self.lines.append(f"{subject} <{_FOAF}{term}> {object_} <{document}> .")


def _hash(text: str) -> str:
    return f'"{sha1(text.encode(), usedforsecurity=False).hexdigest()}"'


def main() -> None:
    """Print precision and recall."""
    row = "{:<34} {:>10} {:>10} {:>10} {:>8}"
    print(row.format("documents", "true pairs", "precision", "recall", "seconds"))
    start = time.perf_counter()
    cases = scored_cases()
    _print(row, f"{len(CASES)} cases", cases, time.perf_counter() - start)
    town = Town(PEOPLE)
    with new_store() as store:
        start = time.perf_counter()
        store.apply(Change(tuple(town.lines)))
        seconds = time.perf_counter() - start
        found = score(store, town.truth.values())
    _print(row, f"a town of {PEOPLE:,} ({len(town.lines):,} lines)", found, seconds)


def _print(row: str, what: str, found: Score, seconds: float) -> None:
    print(
        row.format(
            what,
            found.true,
            f"{found.precision:.4f}",
            f"{found.recall:.4f}",
            f"{seconds:.2f}",
        )
    )


if __name__ == "__main__":
    main()
