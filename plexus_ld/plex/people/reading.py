"""Reading a graph for who is who: whom it speaks of, by which values, whose it is."""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Final, NamedTuple

from plexus_ld.plex.people import keys as k
from plexus_ld.plex.people.names import words_of
from plexus_ld.plex.people.owning import is_local, speaker_of
from plexus_ld.plex.people.records import OWN, USED, Record, document_of
from plexus_ld.plex.people.spelling import class_of
from plexus_ld.plex.people.terms import PEOPLE, THINGS, Role, role_of

#: Subject, predicate, object, as N-Triples text.
Parts = tuple[str, str, str]

#: Names and keys of one node in one graph that are kept; a real one has ten.
_MAX_KEYS: Final = 200


@dataclass(slots=True)
class _Draft:
    """What has been gathered of a node."""

    person: bool = False
    thing: bool = False
    typed: bool = False
    ties: bool = False
    nick: bool = False
    called: bool = False
    names: list[str] = field(default_factory=list)
    given: list[str] = field(default_factory=list)
    family: list[str] = field(default_factory=list)
    keys: dict[str, None] = field(default_factory=dict)
    told: bool = False


@dataclass(slots=True)
class _Gathered:
    """What has been gathered of a graph."""

    graph: str
    drafts: dict[str, _Draft] = field(default_factory=lambda: defaultdict(_Draft))
    known: set[str] = field(default_factory=set)
    things: set[str] = field(default_factory=set)
    accounts: list[tuple[str, str]] = field(default_factory=list)
    account_names: dict[str, str] = field(default_factory=dict)
    services: dict[str, str] = field(default_factory=dict)
    key_holders: list[tuple[str, str]] = field(default_factory=list)
    moduli: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))
    links: list[tuple[str, str]] = field(default_factory=list)
    same: list[tuple[str, str]] = field(default_factory=list)
    topics: dict[str, str] = field(default_factory=dict)
    makers: list[tuple[str, str]] = field(default_factory=list)
    profiles: set[str] = field(default_factory=set)


class Said(NamedTuple):
    """Whom a graph speaks of.

    Attributes:
        records: For each person that something is said of, its record.
        mentions: People that are known or spoken of, and no more.
    """

    records: dict[str, Record]
    mentions: set[str]


def said_by(graph: str, statements: Iterable[Parts], *, owned: bool = False) -> Said:
    """Return what a graph says of who is who.

    Args:
        graph: Its name, as N-Triples text.
        statements: All its statements.
        owned: It is the owner's profile: its word counts as everybody's own.
    """
    found = _gather(graph, statements)
    _give_accounts(found)
    people = {node for node, draft in found.drafts.items() if _is_person(found, node)}
    things = {node for node, draft in found.drafts.items() if draft.thing}
    mentions = found.known - people - things
    own = None if owned else _speaker(found, people)
    _give_same(found, people if owned else {own})
    if own:
        _give_links(found, own)
    records = {}
    for node in people | {n for n, draft in found.drafts.items() if draft.told}:
        flags = USED if owned else OWN if node == own else ""
        records[node] = _record(graph, found.drafts[node], flags)
    if owned:
        records |= {n: Record(graph, USED) for n in mentions if n not in records}
    return Said(records, mentions - records.keys())


def _speaker(found: _Gathered, people: set[str]) -> str | None:
    told = {node for node in found.topics if node in people}
    told |= {o for s, o in found.makers if s in found.profiles and o in people}
    if found.graph in people:
        told.add(found.graph)
    told = told or _of_a_page(found, people)
    knowers = {node for node in people if found.drafts[node].ties}
    return speaker_of(found.graph, told, people, knowers)


def _of_a_page(found: _Gathered, people: set[str]) -> set[str]:
    """Return whose page the document is: their homepage, or one with links to others.

    Source: https://microformats.org/wiki/representative-h-card-parsing
    """
    local = {node for node in people if is_local(found.graph, node)}
    page = k.page_keys("homepage", k.text_of(found.graph))
    told = {n for n in local if not found.drafts[n].keys.keys().isdisjoint(page)}
    linked = any(document_of(subject) == found.graph for subject, _ in found.links)
    return told or (local if linked and len(local) == 1 else set())


def _record(graph: str, draft: _Draft, flags: str) -> Record:
    names = draft.names or [
        f"{given} {family}" for given in draft.given for family in draft.family
    ]
    words = sorted({words_of(name) for name in names} - {""})
    return Record(
        graph, flags, tuple(words[:_MAX_KEYS]), tuple(sorted(draft.keys)[:_MAX_KEYS])
    )


def _gather(graph: str, statements: Iterable[Parts]) -> _Gathered:
    found = _Gathered(graph)
    drafts = found.drafts
    for subject, predicate, object_ in statements:
        simple, gather, kind = _act_of(predicate)
        if simple is not None:
            simple(drafts[subject], kind, object_)
        elif gather is not None:
            gather(found, subject, object_)
    return found


@lru_cache(maxsize=8192)
def _act_of(predicate: str) -> tuple["_Simple | None", "_Gather | None", str]:
    """Return what is done with a statement: looked up once for each predicate."""
    role, kind = role_of(predicate)
    return _SIMPLE.get(role), _GATHER.get(role), kind


def _is_person(found: _Gathered, node: str) -> bool:
    draft = found.drafts[node]
    if draft.person:
        return True
    if draft.thing or node in found.things:
        return False
    said = draft.given or draft.family or draft.nick or draft.ties
    # A thing of a class that nobody here knows may well be called something.
    called = draft.called and not draft.typed
    return bool(
        said or called or any(k.kind_of(key) != "homepage" for key in draft.keys)
    )


def _type(found: _Gathered, subject: str, object_: str) -> None:
    name, draft = class_of(object_), found.drafts[subject]
    draft.typed = True
    if name in PEOPLE:
        draft.person = True
    elif name in THINGS:
        draft.thing = True
        if name.endswith("PersonalProfileDocument>"):
            found.profiles.add(subject)


def _name(draft: _Draft, kind: str, object_: str) -> None:
    if object_[0] == '"':
        draft.called = draft.called or bool(kind)
        draft.names.append(k.text_of(object_))


def _given(draft: _Draft, _: str, object_: str) -> None:
    draft.given.append(k.text_of(object_))


def _family(draft: _Draft, _: str, object_: str) -> None:
    draft.family.append(k.text_of(object_))


def _nick(draft: _Draft, _: str, __: str) -> None:
    draft.nick = True


def _mail(draft: _Draft, _: str, object_: str) -> None:
    draft.keys.update(dict.fromkeys(k.mailbox_keys(k.text_of(object_))))


def _hash(draft: _Draft, _: str, object_: str) -> None:
    draft.keys.update(dict.fromkeys(k.hash_keys(k.text_of(object_))))


def _chat(draft: _Draft, kind: str, object_: str) -> None:
    draft.keys.update(dict.fromkeys(k.chat_keys(kind, k.text_of(object_))))


def _page(draft: _Draft, kind: str, object_: str) -> None:
    draft.keys.update(dict.fromkeys(k.page_keys(kind, k.text_of(object_))))


def _knows(found: _Gathered, subject: str, object_: str) -> None:
    found.drafts[subject].ties = True
    if object_[0] == "<":
        found.known.add(object_)


def _thing(found: _Gathered, _: str, object_: str) -> None:
    found.things.add(object_)


def _account(found: _Gathered, subject: str, object_: str) -> None:
    found.accounts.append((subject, object_))
    found.things.add(object_)


_Simple = Callable[[_Draft, str, str], None]
_Gather = Callable[[_Gathered, str, str], None]
_SIMPLE: Final[dict[Role, _Simple]] = {
    Role.NAME: _name,
    Role.GIVEN: _given,
    Role.FAMILY: _family,
    Role.NICK: _nick,
    Role.MAIL: _mail,
    Role.HASH: _hash,
    Role.CHAT: _chat,
    Role.PAGE: _page,
}
_GATHER: Final[dict[Role, _Gather]] = {
    Role.TYPE: _type,
    Role.KNOWS: _knows,
    Role.THING: _thing,
    Role.ACCOUNT: _account,
    Role.ACCOUNT_NAME: lambda found, s, o: found.account_names.update({s: o}),
    Role.ACCOUNT_SERVICE: lambda found, s, o: found.services.update({s: o}),
    Role.PUBLIC_KEY: lambda found, s, o: found.key_holders.append((s, o)),
    Role.KEY_OWNER: lambda found, s, o: found.key_holders.append((o, s)),
    Role.MODULUS: lambda found, s, o: found.moduli[s].append(o),
    Role.ME: lambda found, s, o: found.links.append((s, o)),
    Role.SAME: lambda found, s, o: found.same.append((s, o)),
    Role.TOPIC: lambda found, s, o: found.topics.update({o: s}),
    Role.TOPIC_OF: lambda found, s, o: found.topics.update({s: o}),
    Role.MAKER: lambda found, s, o: found.makers.append((s, o)),
}


def _give_accounts(found: _Gathered) -> None:
    """Give accounts' and public keys' values to those who hold them."""
    for holder, account in found.accounts:
        minted = account.startswith("<urn:x-plexus:")
        name = found.account_names.get(account, '""')
        service = found.services.get(account, '""')
        values = k.account_keys(
            "" if minted else k.text_of(account), k.text_of(name), k.text_of(service)
        )
        found.drafts[holder].keys.update(dict.fromkeys(values))
    for holder, public_key in found.key_holders:
        for modulus in found.moduli.get(public_key, ()):
            values = k.public_key_keys(k.text_of(modulus))
            found.drafts[holder].keys.update(dict.fromkeys(values))


def _give_links(found: _Gathered, own: str) -> None:
    """Give the speaker the keys of the links to their other pages."""
    document = document_of(found.graph)
    for subject, target in found.links:
        if subject == own or document_of(subject) == document:
            key = k.link_key(k.text_of(document), k.text_of(target))
            if key:
                found.drafts[own].keys[key] = None


def _give_same(found: _Gathered, speakers: Collection[str | None]) -> None:
    """Give both sides the key of a sameness that one says in their own document."""
    for subject, target in found.same:
        if subject in speakers and target[0] == "<" and subject != target:
            key = k.same_key(subject, target)
            found.drafts[subject].keys[key] = None
            found.drafts[target].keys[key] = None
            found.drafts[target].told = True


def gives(predicate: str, object_: str) -> set[str]:
    """Return the keys that one statement gives its subject by itself."""
    role, kind = role_of(predicate)
    draft = _Draft()
    if role in _SIMPLE and role not in (Role.NAME, Role.GIVEN, Role.FAMILY):
        _SIMPLE[role](draft, kind, object_)
    elif role is Role.ACCOUNT:
        draft.keys.update(dict.fromkeys(k.account_keys(k.text_of(object_), "", "")))
    return set(draft.keys)
