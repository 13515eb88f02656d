"""Whose Plex this is: the owner's WebID, and the IRIs of the owner's own nodes.

A home's own nodes lie under the owner's document (``https://alice.example/#me``,
``…#plex``), or under ``urn:uuid:`` until ``me move`` gives them an address.
"""

import re
from dataclasses import dataclass
from urllib.parse import urlsplit
from uuid import NAMESPACE_URL, uuid4, uuid5

from rdflib import FOAF, RDF, Literal, URIRef

from plexus_ld.errors import ConflictError, HomeError, ProfileError
from plexus_ld.model.change import Change, Reader
from plexus_ld.plex.profile.representation import document_of
from plexus_ld.rdf.lines import Quad, lines_of, term_of, text_of
from plexus_ld.store import Store
from plexus_ld.vocab import graphs
from plexus_ld.vocab.graphs import PLEX, PROFILE
from plexus_ld.vocab.plx import PLX

#: Schemes that a WebID may have; one that leads nowhere is still a name.
_WEBID = re.compile(
    r"(https?://[^\s<>\"{}|\\^`/]+|urn:|did:|acct:)[^\s<>\"{}|\\^`]*", re.I
)


@dataclass(frozen=True, slots=True)
class Owner:
    """Whose Plex this is.

    Attributes:
        webid: The owner's IRI.
        plex: The Plex's own IRI.
    """

    webid: URIRef
    plex: URIRef


@dataclass(frozen=True, slots=True)
class Begun:
    """What beginning a Plex did.

    Attributes:
        owner: Whose it is.
        is_new: False when it had an owner already; then nothing was changed.
        statements: How many statements the profile began with.
        sequence: The number of the change.
    """

    owner: Owner
    is_new: bool
    statements: int
    sequence: int


def find_owner(reader: Reader) -> Owner | None:
    """Return whose Plex this is, or None before ``plexus init``."""
    graph, owner = text_of(PLEX), text_of(PLX.owner)
    for plex, _, webid, _ in reader.matching(None, owner, None, graph):
        return Owner(URIRef(term_of(webid)), URIRef(term_of(plex)))
    return None


def owner_of(reader: Reader) -> Owner:
    """Return whose Plex this is.

    Raises:
        HomeError: Nobody's yet.
    """
    owner = find_owner(reader)
    if owner is None:
        message = "this Plex has no owner yet; begin with `plexus init --name NAME`"
        raise HomeError(message)
    return owner


def create(
    store: Store,
    name: str | None = None,
    *,
    webid: str | None = None,
    base: str | None = None,
) -> Begun:
    """Begin a Plex with a profile of a name; a second time changes nothing.

    Args:
        store: The home's store.
        name: What the owner is called.
        webid: The owner's IRI, where they have one.
        base: The address under which the profile will lie; the owner becomes
            ``BASE#me``. Without both the owner is a ``urn:uuid:``.

    Raises:
        ProfileError: The WebID or the address is none.
    """
    sequence = store.sequence
    before = find_owner(store)
    if before is not None:
        return Begun(before, False, 0, sequence)
    me = chosen_webid(webid, base) or URIRef(uuid4().urn)
    owner = Owner(me, minted(me, "plex"))
    said: list[Quad] = [(me, RDF.type, FOAF.Person, PROFILE)]
    if name and name.strip():
        said.append((me, FOAF.name, Literal(name.strip()), PROFILE))
    change = Change(
        added=(*lines_of(said), *ownership(owner)), note="init: a Plex was begun"
    )
    try:
        kept = store.apply(change, expecting=sequence)
    except ConflictError:  # another process begins it too, and came first
        return create(store, name, webid=webid, base=base)
    return Begun(owner, True, len(said), kept)


def ownership(owner: Owner) -> tuple[str, ...]:
    """Return the lines that say whose a Plex is."""
    return lines_of(
        [
            (owner.plex, RDF.type, PLX.Plex, PLEX),
            (owner.plex, PLX.owner, owner.webid, PLEX),
        ]
    )


def chosen_webid(webid: str | None, base: str | None) -> URIRef | None:
    """Return the IRI that the owner asks for, if they ask for one.

    Raises:
        ProfileError: It is none, or both a WebID and an address are given.
    """
    if webid and base:
        message = "give --webid or --base, not both: the address makes the WebID"
        raise ProfileError(message)
    if base:
        return URIRef(f"{address(base)}#me")
    if not webid:
        return None
    if not is_webid(webid):
        message = f"{webid!r} is no WebID; one looks like https://alice.example/card#me"
        raise ProfileError(message)
    return URIRef(webid)


def is_webid(text: str) -> bool:
    """Tell whether an IRI may be somebody's, here and elsewhere."""
    ours = text.lower().startswith(graphs.PREFIX)
    return _WEBID.fullmatch(text) is not None and not ours


def address(base: str) -> URIRef:
    """Return an address under which a profile can lie, with its slash at the end.

    Raises:
        ProfileError: It is no such address.
    """
    try:
        parts = urlsplit(base)
        sound = parts.scheme in ("http", "https") and bool(parts.hostname)
        sound = sound and not (parts.query or parts.fragment or parts.username)
    except ValueError:
        sound = False
    if not sound or not _WEBID.fullmatch(base):
        message = (
            f"{base!r} is no address for a profile; one looks like "
            "https://alice.example/"
        )
        raise ProfileError(message)
    return URIRef(base if base.endswith("/") else f"{base}/")


def minted(webid: URIRef, words: str) -> URIRef:
    """Return the IRI of one of the owner's own nodes; the same words give the same.

    Args:
        webid: The owner's.
        words: What the node is: ``account social.example alice``.
    """
    document = document_of(webid)
    if document is None:
        return URIRef(uuid5(NAMESPACE_URL, f"{webid} {words}").urn)
    spaced = re.sub(r"\s+", "-", words.casefold())
    slug = re.sub(r"[^a-z0-9.-]+", "-", spaced).strip("-.")
    if slug != spaced:
        # Something was lost: "C" and "C++" stay two nodes.
        slug = f"{slug}-{uuid5(NAMESPACE_URL, words).hex[:8]}"
    if len(slug) > _LONGEST_SLUG or slug == webid.partition("#")[2]:
        slug = f"id-{uuid5(NAMESPACE_URL, words)}"
    return URIRef(f"{document}#{slug.strip('-')}")


#: Longest readable name of a node, in characters; a longer one becomes a number.
_LONGEST_SLUG = 60


def is_own(webid: URIRef, node: URIRef) -> bool:
    """Tell whether a node is one of the owner's own, by its IRI."""
    document = document_of(webid)
    if document is None:
        return node.startswith("urn:uuid:")
    return str(node).startswith((f"{document}#", "urn:uuid:")) or node == document
