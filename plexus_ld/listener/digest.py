"""The day on a page: what was heard, what was told, who fell silent, what failed."""

from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from typing import Final

from rdflib import URIRef

from plexus_ld.listener.notices import Notice, iri_of, moment_of
from plexus_ld.listener.quiet import Quiet
from plexus_ld.listener.stream.entries import names_of
from plexus_ld.store import Store

#: Longest text of one entry, in characters, and entries of one person.
_LONGEST: Final = 280
_MOST: Final = 20


@dataclass(frozen=True, slots=True)
class Entry:
    """One object that was heard.

    Attributes:
        name: What its agent is called; else their IRI.
        title: Its title; "" if it has none.
        text: What it says, cut.
        url: Where people can read it; "" if nowhere.
    """

    item: URIRef
    agent: URIRef
    name: str
    title: str
    text: str
    url: str
    heard: datetime


@dataclass(frozen=True, slots=True)
class Digest:
    """A day.

    Attributes:
        since, until: Which time it is about.
        entries: By person and time.
        notices: What the owner was told, the newest first.
        quiet: Who fell silent.
        failed: A sentence for each delivery that was given up or refused.
    """

    since: datetime
    until: datetime
    entries: tuple[Entry, ...]
    notices: tuple[Notice, ...]
    quiet: tuple[Quiet, ...]
    failed: tuple[str, ...]

    @property
    def title(self) -> str:
        """A line that says what day, and how much there is."""
        people = len({entry.agent for entry in self.entries})
        heard = "nothing new" if not people else f"{people} of your people"
        return f"Your Plex, {self.until.astimezone():%A %-d %B}: {heard}"

    def as_text(self) -> str:
        """Return the page as plain text."""
        parts = [self.title, *map(_told, _by_person(self.entries))]
        if self.notices:
            parts.append(_section("You were told", [one.text for one in self.notices]))
        if self.quiet:
            parts.append(_section("Fell silent", [one.sentence for one in self.quiet]))
        if self.failed:
            parts.append(_section("Did not arrive", list(self.failed)))
        return "\n\n".join(parts) + "\n"


def entries_since(store: Store, since: datetime) -> tuple[Entry, ...]:
    """Return what was heard since a time and is to be displayed, by person and time."""
    rows = store.select("digest", since=since)
    names = names_of(store, {iri_of(row.agent) for row in rows})
    found = (
        Entry(
            item=iri_of(row.item),
            agent=(agent := iri_of(row.agent)),
            name=names.get(agent, str(agent)),
            title=str(row.title or ""),
            text=_cut(str(row.text or "")),
            url=str(row.url or ""),
            heard=heard,
        )
        for row in rows
        if (heard := moment_of(row.heard)) is not None
    )
    return tuple(sorted(found, key=lambda one: (one.name, one.agent, one.heard)))


def _by_person(entries: tuple[Entry, ...]) -> list[tuple[str, list[Entry]]]:
    return [
        (several[0].name, several)
        for _, group in groupby(entries, lambda entry: entry.agent)
        if (several := list(group))
    ]


def _told(person: tuple[str, list[Entry]]) -> str:
    name, entries = person
    lines = [_line(entry) for entry in entries[:_MOST]]
    if len(entries) > _MOST:
        lines.append(f"… and {len(entries) - _MOST} more")
    return _section(name, lines)


def _line(entry: Entry) -> str:
    words = [f"{entry.heard.astimezone():%H:%M}", entry.title or entry.text]
    if entry.url:
        words.append(f"<{entry.url}>")
    return " ".join(words)


def _section(title: str, lines: list[str]) -> str:
    said = " ".join(title.split())
    return "\n".join([said, "-" * min(len(said), 60), *(f"- {one}" for one in lines)])


def _cut(text: str) -> str:
    words = " ".join(text.split())
    if len(words) <= _LONGEST:
        return words
    return f"{words[:_LONGEST].rpartition(' ')[0] or words[:_LONGEST]} …"
