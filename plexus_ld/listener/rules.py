"""Rules: what is done with what is heard, by SPARQL over it and the whole Plex.

A rule's condition is a SELECT of ``?item``. It is asked once for a batch of arrivals,
in a worker, on one checkpoint; a rule that takes too long, or fails, is switched off
and said, so that it holds up nothing.
"""

import json
import logging
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from typing import Final
from uuid import uuid4

from rdflib import RDF, RDFS, Literal, URIRef

from plexus_ld.errors import QueryError, RuleError
from plexus_ld.listener.notices import iri_of, moment_of
from plexus_ld.model.change import Change
from plexus_ld.rdf.lines import Quad, line, lines_of, text_of
from plexus_ld.store import Row, Store
from plexus_ld.vocab.graphs import PLEX
from plexus_ld.vocab.plx import PLX

_LOG = logging.getLogger(__name__)

#: What a rule can do, by the word of the command line.
ACTIONS: Final[Mapping[str, URIRef]] = {
    "display": PLX.display,
    "save": PLX.save,
    "ignore": PLX.ignore,
    "notify": PLX.notify,
    "reshare": PLX.reshare,
}
#: Those of which one excludes the others: the first rule that holds decides.
_SHOWING: Final = frozenset({PLX.display, PLX.save, PLX.ignore})
_ITEM: Final = re.compile(r"[?$]item\b")
_WANTED: Final = "a rule's condition is a SELECT of ?item"
_NOBODY: Final = URIRef("urn:x-plexus:nothing")


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule of the owner's.

    Attributes:
        when: Its condition: SPARQL that selects ``?item``.
        then: Its actions, as words: ``save``, ``notify`` …
        order: 1 is asked first.
        error: Why it is switched off; "" while it is on.
    """

    iri: URIRef
    name: str
    when: str
    then: tuple[str, ...]
    order: int
    error: str = ""


@dataclass(frozen=True, slots=True)
class Tried:
    """One object heard that a rule holds for."""

    item: URIRef
    agent: URIRef
    text: str
    heard: datetime


class Rules:
    """The owner's rules.

    Args:
        store: Where they, and what was heard, are kept.
        timeout_s: Seconds that one rule may take for one batch.
        tell: Tells the owner something, about a node.
    """

    def __init__(
        self, store: Store, timeout_s: float, tell: Callable[[str, URIRef], object]
    ) -> None:
        self._store = store
        self._timeout_s = timeout_s
        self._tell = tell

    def every(self) -> tuple[Rule, ...]:
        """Return the rules, in their order."""
        rows = self._store.select("rules")
        return tuple(
            _rule(list(several)) for _, several in groupby(rows, lambda row: row.rule)
        )

    def add(
        self, name: str, when: str, then: Sequence[str], order: int | None = None
    ) -> Rule:
        """Make a rule, in the place of the one of its name.

        Args:
            name: What it is called.
            when: SPARQL that selects ``?item``.
            then: What it does, in words.
            order: Its place; behind all others when left out.

        Raises:
            RuleError: An action is none, the order is none, or the condition selects
                no ``?item``.
            QueryError: The condition is no query that can be asked.
        """
        actions = [_action(word) for word in dict.fromkeys(then)]
        if order is not None and order < 1:
            raise RuleError("a rule's order is a whole number, 1 or more")
        self.matching(when, [_NOBODY])
        rules = self.every()
        order = order or max((rule.order for rule in rules), default=0) + 1
        iri = URIRef(uuid4().urn)
        quads: list[Quad] = [
            (iri, RDF.type, PLX.Rule, PLEX),
            (iri, RDFS.label, Literal(name), PLEX),
            (iri, PLX.when, Literal(when), PLEX),
            (iri, PLX.order, Literal(order), PLEX),
            *((iri, PLX.then, action, PLEX) for action in actions),
        ]
        before = [rule.iri for rule in rules if rule.name == name]
        gone = [text for rule in before for text in self._lines(rule)]
        note = f"rule {name}: {', '.join(dict.fromkeys(then))}"
        self._store.apply(Change(lines_of(quads), tuple(gone), note))
        return Rule(iri, name, when, tuple(dict.fromkeys(then)), order)

    def remove(self, name: str) -> Rule:
        """Take a rule out.

        Raises:
            RuleError: None is called so.
        """
        rule = self.named(name)
        change = Change(removed=tuple(self._lines(rule.iri)), note=f"no rule {name}")
        self._store.apply(change)
        return rule

    def named(self, name: str) -> Rule:
        """Return the rule of that name.

        Raises:
            RuleError: None is called so.
        """
        for rule in self.every():
            if rule.name == name:
                return rule
        message = f"no rule is called {name!r}; `plexus rule list` lists them"
        raise RuleError(message)

    def decide(self, items: Sequence[URIRef]) -> dict[URIRef, frozenset[URIRef]]:
        """Return what is to be done with each of a batch of arrivals.

        Args:
            items: What was heard, stored already.

        Returns:
            The actions for each that a rule holds for; of display, save and ignore
            at most one, by the first rule that holds. What is ignored is not told.
        """
        decided: dict[URIRef, set[URIRef]] = {}
        for rule in self.every() if items else ():
            if rule.error:
                continue
            for item in self._holding(rule, items):
                of = decided.setdefault(item, set())
                shown = not _SHOWING.isdisjoint(of)
                for word in rule.then:
                    action = ACTIONS[word]
                    if PLX.ignore not in of and not (shown and action in _SHOWING):
                        of.add(action)
        return {item: frozenset(of) for item, of in decided.items()}

    def tried(self, when: str, since: datetime) -> tuple[Tried, ...]:
        """Return what a condition would have held for since a time; nothing is done.

        Raises:
            QueryError: The condition cannot be asked, or takes too long.
            RuleError: It selects no ``?item``.
        """
        rows = {
            iri_of(row.item): row
            for row in self._store.select("rules-heard", since=since)
        }
        held = self.matching(when, list(rows)) if rows else frozenset()
        return tuple(
            Tried(item, iri_of(row.agent), str(row.text), at)
            for item, row in rows.items()
            if item in held and (at := moment_of(row.heard)) is not None
        )

    def matching(self, when: str, items: Sequence[URIRef]) -> frozenset[URIRef]:
        """Return those of some arrivals that a condition holds for.

        Raises:
            QueryError: The condition cannot be asked, or takes too long.
            RuleError: It selects no ``?item``.
        """
        if not _ITEM.search(when):
            raise RuleError(_WANTED)
        answer = self._store.answer(
            when, "table", timeout_s=self._timeout_s, values={"item": items}
        )
        found = json.loads(answer.body) if answer.kind == "select" else {}
        if "item" not in found.get("head", {}).get("vars", ()):
            raise RuleError(_WANTED)
        asked = frozenset(items)
        rows = (row.get("item") for row in found["results"]["bindings"])
        return asked & {URIRef(term["value"]) for term in rows if term}

    def _holding(self, rule: Rule, items: Sequence[URIRef]) -> frozenset[URIRef]:
        """Return what a rule holds for; a rule that fails is switched off."""
        try:
            return self.matching(rule.when, items)
        except (QueryError, RuleError) as error:
            self._switch_off(rule, str(error))
            return frozenset()

    def _switch_off(self, rule: Rule, reason: str) -> None:
        _LOG.warning("rule %s is switched off: %s", rule.name, reason)
        quads: list[Quad] = [
            (rule.iri, PLX.paused, Literal(True), PLEX),
            (rule.iri, PLX.lastError, Literal(reason), PLEX),
        ]
        note = f"rule {rule.name} is switched off: {reason}"
        self._store.apply(Change(added=lines_of(quads), note=note))
        self._tell(f"rule {rule.name} is switched off: {reason}", rule.iri)

    def _lines(self, rule: URIRef) -> list[str]:
        graph = text_of(PLEX)
        return [
            line(*found) for found in self._store.matching(text_of(rule), graph=graph)
        ]


def _rule(rows: Sequence[Row]) -> Rule:
    first = rows[0]
    then = tuple(str(row.then).rpartition("#")[2] for row in rows)
    off = first.paused is not None and first.paused.toPython() is True
    error = str(first.error or "it was paused") if off else ""
    return Rule(
        iri_of(first.rule),
        str(first.name or first.rule),
        str(first.when),
        tuple(dict.fromkeys(then)),
        int(str(first.order)),
        error,
    )


def _action(word: str) -> URIRef:
    if word not in ACTIONS:
        message = f"{word!r} is nothing that a rule does: {', '.join(ACTIONS)}"
        raise RuleError(message)
    return ACTIONS[word]
