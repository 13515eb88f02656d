"""An existing FOAF document, whole, as the profile.

Nothing of it is lost: what it says of other people stays in the profile as it stands
there. Its blank nodes, and nodes that had only a file's address, get IRIs of the
owner's own.
"""

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from urllib.parse import urljoin
from uuid import uuid4

from rdflib import DC, FOAF, OWL, RDF, Literal, URIRef

from plexus_ld.errors import ProfileError
from plexus_ld.model.change import Change, Statement
from plexus_ld.plex.profile.owner import (
    Begun,
    Owner,
    chosen_webid,
    find_owner,
    is_webid,
    minted,
    ownership,
)
from plexus_ld.plex.profile.renaming import names_under, renamed
from plexus_ld.plex.profile.representation import document_of
from plexus_ld.rdf.lines import line, split, term_of, text_of
from plexus_ld.store import Store
from plexus_ld.vocab.graphs import NODE, PROFILE

_PROFILE = text_of(PROFILE)
_TYPE = text_of(RDF.type)
_AGENTS = frozenset(
    text_of(term) for term in (FOAF.Person, FOAF.Agent, FOAF.Organization, FOAF.Group)
)
#: Properties that only an agent has, for the files that never say who is a person.
_OF_AGENTS = frozenset(
    text_of(term)
    for term in (
        FOAF.mbox,
        FOAF.mbox_sha1sum,
        FOAF.nick,
        FOAF.givenName,
        FOAF.givenname,
        FOAF.firstName,
        FOAF.familyName,
        FOAF.family_name,
        FOAF.surname,
        FOAF.knows,
        FOAF.weblog,
        FOAF.workplaceHomepage,
        FOAF.schoolHomepage,
        FOAF.jabberID,
        FOAF.account,
        FOAF.holdsAccount,
        FOAF.openid,
        FOAF.phone,
        FOAF.birthday,
    )
)
#: What leads from a document to the one it is about, the surest first.
_ABOUT = tuple(text_of(term) for term in (FOAF.primaryTopic, FOAF.maker, DC.creator))
#: So many times more has to be said of the owner than of anybody else, where nothing
#: but the amount tells who they are.
_FAR_MORE = 2
#: How many candidates an error lists.
_LISTED = 8


def take_over(
    store: Store,
    lines: Sequence[str],
    *,
    name: str | None = None,
    webid: str | None = None,
    base: str | None = None,
) -> Begun:
    """Begin a Plex with a document that was read as its profile.

    Args:
        store: The home's store.
        lines: What was read, in one graph whose name is the document's IRI.
        name: What the owner is called, if the document does not say.
        webid: Which node is the owner, or, where none is called so, what they are
            called from now on.
        base: The address under which the profile will lie from now on.

    Returns:
        Whose Plex it is; with ``is_new`` False when it had an owner already, and then
        nothing was changed.

    Raises:
        ProfileError: Nobody, or more than one, may be the owner; it carries them.
        InvalidChangeError: The shapes refuse what the document says.
    """
    before_this = store.sequence
    before = find_owner(store)
    if before is not None:
        return Begun(before, False, 0, before_this)
    statements = [split(text) for text in lines]
    asked = chosen_webid(webid, base)
    found = _owner_in(statements, asked)
    me = _webid(found, asked)
    owner = Owner(me, minted(me, "plex"))
    kept = {*_kept(lines, statements, found, me), *_name(statements, found, me, name)}
    change = Change(
        added=(*sorted(kept), *ownership(owner)), note="init: a profile was taken over"
    )
    sequence = store.apply(change, expecting=before_this)
    return Begun(owner, True, len(kept), sequence)


def _webid(found: str, asked: URIRef | None) -> URIRef:
    """Return the owner's IRI: as asked for, as in the document, or a new one."""
    if asked is not None:
        return asked
    return URIRef(found[1:-1]) if is_webid(found[1:-1]) else URIRef(uuid4().urn)


def _kept(
    lines: Sequence[str], statements: Iterable[Statement], found: str, me: URIRef
) -> list[str]:
    """Return the document's statements in the profile, under their new names."""
    nodes = {term for s in statements for term in (s[0], s[2])} - {found}
    former = found[1:-1]
    moves = former != str(me)
    # A file's own address holds on one machine only; so all that it names moves.
    documents = {s[3][1:-1] for s in statements if s[3].startswith("<file:")}
    if moves and re.match("https?:|file:", former):
        documents.add(former.partition("#")[0])

    def is_ours(node: URIRef) -> bool:
        return node.startswith(NODE) or str(node.partition("#")[0]) in documents

    names = {**_beside(nodes, documents, me), **names_under(nodes, me, is_ours)}
    kept = renamed(lines, {**names, found: text_of(me)}, _PROFILE)
    if moves and document_of(URIRef(former)):
        kept.append(line(text_of(me), text_of(OWL.sameAs), found, _PROFILE))
    if former.startswith("mailto:"):
        kept.append(line(text_of(me), text_of(FOAF.mbox), found, _PROFILE))
    return kept


def _beside(
    nodes: Iterable[str], documents: Iterable[str], me: URIRef
) -> dict[str, str]:
    """Return names for the files that a file names: beside it, as they were.

    Without an address to be beside of they keep the names they have.
    """
    home = document_of(me)
    if home is None:
        return {}
    folders = [f"{document.rpartition('/')[0]}/" for document in documents]
    names = {}
    for node in nodes:
        if node.startswith("<file:"):
            path = node[1:-1].removeprefix("file://")
            for folder in folders:
                path = path.removeprefix(folder.removeprefix("file://"))
            names[node] = f"<{urljoin(home, path)}>"
    return names


def _name(
    statements: Iterable[Statement], found: str, me: URIRef, name: str | None
) -> list[str]:
    """Return what the document left out: that they are a person, and their name."""
    said = [s for s in statements if s[0] == found]
    kept = []
    if not any(s[1] == _TYPE and s[2] in _AGENTS for s in said):
        kept.append(line(text_of(me), _TYPE, text_of(FOAF.Person), _PROFILE))
    called = text_of(FOAF.name)
    if name and not any(s[1] == called for s in said):
        kept.append(line(text_of(me), called, text_of(Literal(name)), _PROFILE))
    return kept


def _owner_in(statements: Sequence[Statement], asked: URIRef | None) -> str:
    """Return the node that is the owner.

    In this order: the one that is asked for; whom the document is about; whom it was
    made by; the only person; the only person who knows somebody; the one of whom it
    says far more than of anybody else.
    """
    people = _people(statements)
    if asked is not None and text_of(asked) in people:
        return text_of(asked)
    for group in _likely(statements, people):
        if len(group) == 1:
            return group[0]
    ranked = Counter(s[0] for s in statements if s[0] in people).most_common(_LISTED)
    if not ranked:
        message = "nobody is in this document: no person, no agent"
        raise ProfileError(message)
    if len(ranked) > 1 and ranked[0][1] < _FAR_MORE * ranked[1][1]:
        raise _ambiguous(statements, [node for node, _ in ranked])
    return ranked[0][0]


def _people(statements: Sequence[Statement]) -> list[str]:
    """Return the agents, in the order in which the document speaks of them."""
    typed = [s[0] for s in statements if s[1] == _TYPE and s[2] in _AGENTS]
    untyped = [s[0] for s in statements if s[1] in _OF_AGENTS]
    return list(dict.fromkeys(typed or untyped))


def _likely(
    statements: Sequence[Statement], people: Sequence[str]
) -> Iterable[list[str]]:
    """Yield groups of people of whom the owner is the one, if there is only one."""
    documents = {s[3] for s in statements}
    for property_ in _ABOUT:
        led = [s for s in statements if s[1] == property_ and s[2] in people]
        own = [s for s in led if s[0] in documents]
        yield list(dict.fromkeys(s[2] for s in own))
        yield list(dict.fromkeys(s[2] for s in led))
    yield list(people)
    knows = text_of(FOAF.knows)
    knowing = {s[0] for s in statements if s[1] == knows}
    yield [node for node in people if node in knowing]


def _ambiguous(statements: Sequence[Statement], nodes: Sequence[str]) -> ProfileError:
    names = {
        s[0]: str(term_of(s[2]))
        for s in reversed(statements)
        if s[1] in (text_of(FOAF.name), text_of(FOAF.nick))
    }
    listed = [f"{names.get(node, 'nameless')} {node}" for node in nodes]
    message = (
        "this document speaks of several people; say which one is you with "
        f"--webid: {', '.join(listed)}"
    )
    return ProfileError(message, [node[1:-1] for node in nodes])
