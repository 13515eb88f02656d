"""WHO: a person in the owner's words.

A WebID, the URL of a profile, a ``user@host`` handle, a mailbox, a unique name, or
``circle:NAME``. More than one match is an error that lists them.
"""

import re
from collections.abc import Collection, Iterable, Iterator

from rdflib import URIRef

from plexus_ld.errors import ParseError, WhoError
from plexus_ld.plex.people import keys as k
from plexus_ld.plex.people.finding import (
    holders_of,
    iri,
    name_of,
    nodes_of,
    owner_of,
    person_of,
    records_of,
    speakers_of,
)
from plexus_ld.plex.people.membership import members_of
from plexus_ld.plex.people.names import words_of
from plexus_ld.plex.people.records import OWN, USED
from plexus_ld.plex.people.terms import AGENT
from plexus_ld.rdf.lines import text_of
from plexus_ld.store import Store
from plexus_ld.vocab.graphs import PLEX
from plexus_ld.vocab.plx import PLX

#: People that an error lists at most.
_MAX_CANDIDATES = 10
_IRI = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:[^\s<>\"{}|\\^`]+")
_HANDLE = re.compile(r"@?(?P<user>[^@\s/:]+)@(?P<host>[^@\s/]+)")
_WORD = re.compile(r"[^\W_]+")
_CIRCLE = "circle:"
_PLEX = f"<{PLEX}>"
_ADDRESS = f"<{PLX.address}>"
_POINT = f"<{PLX.connectionPoint}>"


def resolve(store: Store, who: str) -> URIRef:
    """Return the one person who is meant.

    Args:
        store: The home's store.
        who: A person, in the owner's words; ``me`` is the owner.

    Raises:
        WhoError: Nobody, or more than one.
    """
    found = resolve_all(store, who)
    if len(found) == 1:
        return found[0]
    raise WhoError(who, _candidates(store, [f"<{person}>" for person in found]))


def resolve_all(store: Store, who: str) -> tuple[URIRef, ...]:
    """Return the people who are meant: a circle's members, else the one.

    Raises:
        WhoError: Nobody, or a name that more than one answers to.
    """
    words = who.strip()
    if words.lower().startswith(_CIRCLE):
        return _circle(store, who, words[len(_CIRCLE) :].strip())
    people = list(dict.fromkeys(_found(store, words)))
    if len(people) != 1:
        raise WhoError(who, _candidates(store, people))
    return (iri(people[0]),)


def node_of(store: Store, who: str) -> str:
    """Return the node that is meant, as N-Triples text: one that was named, itself.

    A decision may be about one node of a person, which `resolve` would not tell from
    the others.

    Raises:
        WhoError: Nobody, or more than one.
    """
    node = _node(who.strip())
    if node and person_of(store, node):
        return node
    return f"<{resolve(store, who)}>"


def _candidates(store: Store, people: Iterable[str]) -> list[tuple[str, str]]:
    few = list(people)[:_MAX_CANDIDATES]
    return [(name_of(store, person), person[1:-1]) for person in few]


def _circle(store: Store, who: str, name: str) -> tuple[URIRef, ...]:
    members = members_of(store, name)
    if members is None:
        raise WhoError(who)
    return members


def _found(store: Store, words: str) -> list[str]:
    """Return who answers to some words, by the first way that finds anybody."""
    if not words:
        return []
    if words == "me":
        owner = owner_of(store)
        return [owner] if owner else []
    ways = (_by_iri, _by_page, _by_handle, _by_point, _by_name)
    return next((found for way in ways if (found := list(way(store, words)))), [])


def _node(words: str) -> str:
    """Return words as an IRI, in N-Triples text; "" if they are none."""
    if not _IRI.fullmatch(words):
        return ""
    try:
        return text_of(URIRef(words))
    except ParseError:  # an escape that is none, say
        return ""


def _by_iri(store: Store, words: str) -> Iterator[str]:
    for node in _spellings(words):
        person = person_of(store, node)
        if person:
            yield person
            return


def _spellings(words: str) -> Iterator[str]:
    """Yield a URL as it is, and without and with a slash at its end."""
    for spelling in (words, words.rstrip("/"), f"{words}/"):
        node = _node(spelling)
        if node:
            yield node


def _by_page(store: Store, words: str) -> Iterator[str]:
    """Yield whose profile, homepage, weblog, OpenID or account a URL is."""
    if not words.lower().startswith(("http://", "https://")):
        return
    for document in _spellings(words.partition("#")[0]):
        yield from speakers_of(store, document)
    for kind in ("homepage", "weblog", "openid", "account"):
        yield from _holding(store, k.page_keys(kind, words))


def _by_handle(store: Store, words: str) -> Iterator[str]:
    """Yield whose mailbox, or account on a server, an address is."""
    plain = words
    for scheme in ("acct:", "mailto:", "xmpp:"):
        plain = plain.removeprefix(scheme)
    yield from _holding(store, k.mailbox_keys(plain))
    yield from _holding(store, k.hash_keys(plain))
    found = _HANDLE.fullmatch(plain)
    if found is None:
        return
    handle = f"{found['user']}@{found['host']}"
    yield from _holding(store, k.account_keys(f"acct:{handle}", "", ""))
    service = f"https://{found['host']}/"
    yield from _holding(store, k.account_keys("", found["user"], service))
    yield from _holding(store, k.chat_keys("jabber", handle))
    for page in (f"{service}@{found['user']}", f"{service}users/{found['user']}"):
        yield from _by_iri(store, page)
        yield from _by_page(store, page)


def _by_point(store: Store, words: str) -> Iterator[str]:
    """Yield with whom a connection leads to an address: a newspaper, by its feed."""
    schemes = ("", "mailto:", "xmpp:", "acct:")
    nodes = (_node(f"{scheme}{words}") for scheme in schemes)
    for node in filter(None, nodes):
        for point, *_ in store.matching(None, _ADDRESS, node, _PLEX):
            for card, *_ in store.matching(None, _POINT, point, _PLEX):
                for _, _, agent, _ in store.matching(card, AGENT, None, _PLEX):
                    yield person_of(store, agent) or agent


def _holding(store: Store, keys: Collection[str]) -> list[str]:
    """Return who has a value; where several do, those who say so themselves."""
    people = [person for key in keys for person in holders_of(store, key)]
    if len(set(people)) > 1:
        return [p for p in people if _says_so(store, p, set(keys))] or people
    return people


def _says_so(store: Store, person: str, keys: set[str]) -> bool:
    return any(
        not keys.isdisjoint(record.keys)
        and (OWN in record.flags or USED in record.flags)
        for node in nodes_of(store, person)
        for record in records_of(store, node)
    )


def _by_name(store: Store, words: str) -> Iterator[str]:
    """Yield who is called so; else of whose name each word begins one."""
    # The store looks for the longest word as it was typed; the rest is held here.
    rows = store.select(
        "people-named", text=max(_WORD.findall(words) or [words], key=len)
    )
    named = [(f"<{row['person']}>", str(row["name"])) for row in rows]
    wanted = words_of(words)
    whole = [person for person, name in named if words_of(name) == wanted]
    if whole:
        yield from whole
        return
    for person, name in named:
        if _begin(wanted.split("."), words_of(name).split(".")):
            yield person


def _begin(few: list[str], many: list[str]) -> bool:
    return all(any(word.startswith(part) for word in many) for part in few)
