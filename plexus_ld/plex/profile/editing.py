"""Edits of the profile: set, add, remove; each one change, checked and undoable."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from rdflib import FOAF, Literal, URIRef

from plexus_ld.errors import ProfileError
from plexus_ld.model.change import Change, Statement
from plexus_ld.plex.profile.owner import is_own, owner_of
from plexus_ld.plex.profile.properties import Kind, kind_of, property_of
from plexus_ld.plex.profile.representation import Triple
from plexus_ld.plex.profile.values import Shaped, Who, shaped
from plexus_ld.rdf.lines import line, lines_of, split, term_of, text_of
from plexus_ld.store import Store
from plexus_ld.vocab.graphs import PROFILE

_PROFILE = text_of(PROFILE)
_NAME = text_of(FOAF.name)


@dataclass(frozen=True, slots=True)
class Edit:
    """What an edit did.

    Attributes:
        property: The property.
        added: How many statements came.
        removed: How many went.
        sequence: The number of the change; the last one when nothing had to change.
    """

    property: URIRef
    added: int
    removed: int
    sequence: int


def set_values(
    store: Store, words: str, values: Sequence[str], who: Who | None = None
) -> Edit:
    """Have a property say these values and no others.

    Args:
        store: The home's store.
        words: The property, in the owner's words.
        values: Its values, in the owner's words; at least one.
        who: Finds a person (for ``knows``).

    Raises:
        ProfileError: The property or a value is none.
        WhoError: Nobody, or more than one, answers to a value.
        InvalidChangeError: The shapes refuse it.
    """
    return _edit(store, "set", words, _some(values), who)


def add_values(
    store: Store, words: str, values: Sequence[str], who: Who | None = None
) -> Edit:
    """Have a property say these values too; raises as `set_values` does."""
    return _edit(store, "add", words, _some(values), who)


def remove_values(
    store: Store, words: str, values: Sequence[str] = (), who: Who | None = None
) -> Edit:
    """Have a property no longer say these values; none means all of them.

    Raises:
        ProfileError: The property is none, or the profile does not say a value.
        WhoError: Nobody, or more than one, answers to a value.
        InvalidChangeError: The shapes refuse it.
    """
    return _edit(store, "remove", words, values, who)


def _some(values: Sequence[str]) -> Sequence[str]:
    if not values:
        message = "say at least one value; `plexus me remove` takes a property away"
        raise ProfileError(message)
    return values


def _edit(
    store: Store, act: str, words: str, values: Sequence[str], who: Who | None
) -> Edit:
    property_ = property_of(words)
    me = owner_of(store).webid

    def read(value: str) -> Shaped:
        return shaped(me, property_, value, who)

    wanted = [] if act == "remove" else [read(value) for value in values]
    done: list[Change] = []

    def compute(now: Store) -> Change:
        said = list(now.matching(text_of(me), text_of(property_), None, _PROFILE))
        coming = [t for value in wanted for t in _said(now, me, property_, value)]
        going: list[Statement] = []
        if act == "remove":
            going = _going(now, said, values, read)
        elif act == "set":
            kept = {text_of(value.term) for value in wanted}
            going = [statement for statement in said if statement[2] not in kept]
        change = _change(now, me, coming, going, f"me {act}: {words}")
        done.append(change)
        return change

    sequence = store.change(compute)
    return Edit(property_, len(done[-1].added), len(done[-1].removed), sequence)


def _going(
    store: Store,
    said: list[Statement],
    values: Sequence[str],
    read: Callable[[str], Shaped],
) -> list[Statement]:
    """Return the statements to take away, each value found in what is said.

    A value is first looked for as it is spelled, since what was taken over may be
    spelled as nobody would spell it today; then as it would be kept.
    """
    if not values:
        return said
    going = []
    for value in values:
        found = [s for s in said if value in _spellings(store, s[2])]
        if not found:
            term = text_of(read(value).term)
            found = [statement for statement in said if statement[2] == term]
        if not found:
            message = f"the profile does not say {value!r} there"
            raise ProfileError(message)
        going += found
    return going


def _spellings(store: Store, term: str) -> set[str]:
    """Return the words by which an owner may mean a value."""
    bare = term[1 : term.rindex('"')] if term.startswith('"') else term[1:-1]
    said = store.matching(term, None, None, _PROFILE) if term.startswith("<") else ()
    names = {s[2][1 : s[2].rindex('"')] for s in said if s[2].startswith('"')}
    return {bare, bare.removeprefix("mailto:"), *names}


def _said(store: Store, me: URIRef, property_: URIRef, value: Shaped) -> list[Triple]:
    """Return what a value says; a person's name comes along from the network."""
    found = [(me, property_, value.term), *value.about]
    if kind_of(property_) is Kind.PERSON and isinstance(value.term, URIRef):
        found += _name_of(store, value.term)
    return found


def _name_of(store: Store, person: URIRef) -> Iterable[Triple]:
    """Yield what a person is called in the network, unless the profile says it."""
    node = text_of(person)
    if any(store.matching(node, _NAME, None, _PROFILE)):
        return
    names = sorted(s[2] for s in store.matching(node, _NAME, None, ""))
    if names:
        best = max(names, key=len)
        yield person, FOAF.name, Literal(str(term_of(best)))


def _change(
    store: Store,
    me: URIRef,
    coming: list[Triple],
    going: list[Statement],
    note: str,
) -> Change:
    added = lines_of((*triple, PROFILE) for triple in coming)
    removed = {line(*statement) for statement in going}
    removed |= _orphaned(store, me, going, set(added))
    return Change(
        added=tuple(text for text in added if not _is_there(store, text)),
        removed=tuple(sorted(removed.difference(added))),
        note=note,
    )


def _is_there(store: Store, text: str) -> bool:
    return any(store.matching(*split(text)))


def _orphaned(
    store: Store, me: URIRef, going: list[Statement], coming: set[str]
) -> set[str]:
    """Return what is said of a node that nothing will lead to any more.

    Only of the owner's own nodes, and of people whom the owner no longer knows.
    """
    found: set[str] = set()
    for subject, property_, node, _ in going:
        if not node.startswith("<"):
            continue
        leading = {
            line(*statement) for statement in store.matching(None, None, node, _PROFILE)
        } | {text for text in coming if f" {node} " in text}
        leading.discard(line(subject, property_, node, _PROFILE))
        own = is_own(me, URIRef(node[1:-1])) and node != text_of(me)
        if not leading and (own or property_ == text_of(FOAF.knows)):
            found |= {line(*s) for s in store.matching(node, None, None, _PROFILE)}
    return found
