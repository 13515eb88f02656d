"""Faces: what each audience sees of the profile, each made by one CONSTRUCT.

``public``, ``connections``, and one for each circle. The faces that ship name what may
be seen, and leave the rest out; the owner may put their own in their place. A face is
made from the profile graph alone, so it cannot show what was heard of other people.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from rdflib import FOAF, RDF, RDFS, Literal, URIRef

from plexus_ld.errors import ProfileError
from plexus_ld.model.change import Change, Reader
from plexus_ld.model.graphs import Graphs
from plexus_ld.plex.people.membership import found_by
from plexus_ld.plex.profile.owner import minted, owner_of
from plexus_ld.plex.profile.representation import (
    Representation,
    document_of,
    representation,
)
from plexus_ld.rdf.lines import line, lines_of, term_of, text_of
from plexus_ld.store import Store
from plexus_ld.vocab.as2 import AS2
from plexus_ld.vocab.graphs import PLEX, PROFILE
from plexus_ld.vocab.plx import PLX

#: The audiences that everybody has, and the face that each sees unless told otherwise.
PUBLIC = "public"
CONNECTIONS = "connections"
#: How a circle's audience is written.
CIRCLE = "circle:"
#: Faces that ship and that any audience can be given by name.
SHIPPED = (PUBLIC, "open", CONNECTIONS, "all")
_PLEX = text_of(PLEX)
#: A query that may be a CONSTRUCT (its parser has the last word), and one with `?me`.
_CONSTRUCT = re.compile(r"\bCONSTRUCT\b", re.IGNORECASE)
_ME = re.compile(r"[?$]me\b")


@dataclass(frozen=True, slots=True)
class Face:
    """What one audience sees.

    Attributes:
        name: The audience: ``public``, ``connections`` or ``circle:NAME``.
        audience: Its IRI: as:Public, plx:connections, or the circle's.
        text: The CONSTRUCT that makes it.
        shipped: The name of the face that ships, where the owner wrote none.
    """

    name: str
    audience: URIRef
    text: str
    shipped: str | None


def faces(store: Store) -> tuple[Face, ...]:
    """Return the face of each audience: public, connections, then each circle."""
    names = [PUBLIC, CONNECTIONS, *(f"{CIRCLE}{name}" for name in _circles(store))]
    return tuple(face_of(store, name) for name in names)


def face_of(store: Store, name: str) -> Face:
    """Return what an audience sees.

    Raises:
        ProfileError: There is no such audience.
    """
    audience = audience_node(store, name)
    node = _own_face(store, audience)
    if node is None:
        shipped = PUBLIC if name == PUBLIC else CONNECTIONS
        return Face(name, audience, shipped_text(store, shipped), shipped)
    text = str(
        term_of(next(store.matching(node, text_of(PLX.construct), None, _PLEX))[2])
    )
    same = [shipped for shipped in SHIPPED if shipped_text(store, shipped) == text]
    return Face(name, audience, text, same[0] if same else None)


def shipped_text(store: Store, name: str) -> str:
    """Return the CONSTRUCT of a face that ships.

    Raises:
        ProfileError: None ships under that name.
    """
    if name not in SHIPPED:
        message = f"no face ships under {name!r}; there are: {', '.join(SHIPPED)}"
        raise ProfileError(message, SHIPPED)
    return store.question(f"face-{name}").text


def set_face(store: Store, name: str, text: str) -> int:
    """Give an audience a face of the owner's own.

    It is tried before it is kept.

    Args:
        store: The home's store.
        name: The audience.
        text: A CONSTRUCT query, or the name of a face that ships (``open``, ``all``).

    Returns:
        The number of the change.

    Raises:
        ProfileError: There is no such audience, or the query is no CONSTRUCT.
        QueryError: The query is wrong, or took too long.
    """
    if text.strip() in SHIPPED:
        text = shipped_text(store, text.strip())
    owner = owner_of(store)
    audience = audience_node(store, name)
    _made(store, owner.webid, text)

    def compute(now: Store) -> Change:
        found = _own_face(now, audience)
        node = URIRef(found[1:-1]) if found else minted(owner.webid, f"face {name}")
        return Change(
            added=lines_of(
                [
                    (node, RDF.type, PLX.Face, PLEX),
                    (node, RDFS.label, Literal(name), PLEX),
                    (node, PLX.audience, audience, PLEX),
                    (node, PLX.construct, Literal(text), PLEX),
                ]
            ),
            removed=_lines_about(now, text_of(node)),
            note=f"face set: {name}",
        )

    return store.change(compute)


def remove_face(store: Store, name: str) -> int:
    """Have an audience see the face that ships again.

    Returns:
        The number of the change.

    Raises:
        ProfileError: There is no such audience, or it has no face of its own.
    """
    audience = audience_node(store, name)

    def compute(now: Store) -> Change:
        node = _own_face(now, audience)
        if node is None:
            message = f"{name!r} has no face of its own; it sees the one that ships"
            raise ProfileError(message)
        return Change(removed=_lines_about(now, node), note=f"face remove: {name}")

    return store.change(compute)


def seen_by(store: Store, name: str) -> Representation:
    """Return the profile as an audience sees it.

    Raises:
        ProfileError: There is no such audience.
        QueryError: The owner's own face no longer answers.
    """
    me = owner_of(store).webid
    return representation(me, _lines(store, me, face_of(store, name)), name)


def whole_profile(store: Store) -> Representation:
    """Return all that the owner says, as nobody but they see it."""
    me = owner_of(store).webid
    said = store.matching(graph=text_of(PROFILE))
    lines = tuple(sorted(line(*statement[:3]) for statement in said))
    return Representation(me, document_of(me), "me", lines)


def faces_for(store: Store, agent: URIRef) -> tuple[str, ...]:
    """Return the audiences that somebody belongs to, by the owner's own word.

    An accepted connection sees the faces of all circles they are a member of, or, if
    none, that of connections; anybody else the public one. Who is who by other
    people's word counts for nothing here: it decides no access.
    """
    if agent == owner_of(store).webid or not _is_accepted(store, agent):
        return (PUBLIC,)
    circles = [
        f"{CIRCLE}{name}"
        for name, circle in _circles(store).items()
        if _is_in(store, circle, agent)
    ]
    return tuple(circles) or (CONNECTIONS,)


def _is_in(store: Store, circle: URIRef, agent: URIRef) -> bool:
    """Tell whether somebody was put into a circle, or its query names them so."""
    node = text_of(circle)
    if any(store.matching(node, text_of(FOAF.member), text_of(agent), _PLEX)):
        return True
    queries = store.matching(node, text_of(PLX.memberQuery), None, _PLEX)
    return any(
        str(agent) in found_by(store, str(term_of(query))) for *_, query, _ in queries
    )


def seen_as(store: Store, agent: URIRef) -> Representation:
    """Return the profile as somebody sees it: their faces, laid over each other."""
    me, names = owner_of(store).webid, faces_for(store, agent)
    lines = [t for name in names for t in _lines(store, me, face_of(store, name))]
    return representation(me, lines, ", ".join(names))


def _lines(store: Store, me: URIRef, face: Face) -> Iterable[str]:
    if face.shipped is not None:
        return store.lines(f"face-{face.shipped}", me=me)
    return _made(store, me, face.text)


def _made(store: Store, me: URIRef, text: str) -> tuple[str, ...]:
    """Run a face that somebody typed, in a worker, on the profile and nothing else."""
    if not _CONSTRUCT.search(text):
        message = "a face is made by a CONSTRUCT query; this one is none"
        raise ProfileError(message)
    values = {"me": me} if _ME.search(text) else {}
    answer = store.answer(text, "nt", values=values, graphs=Graphs.only(str(PROFILE)))
    if answer.kind != "construct":
        message = f"a face is made by a CONSTRUCT query, not by {answer.kind.upper()}"
        raise ProfileError(message)
    return tuple(text for text in answer.body.decode().split("\n") if text)


def audience_node(store: Store, name: str) -> URIRef:
    """Return the node of an audience: ``public``, ``connections``, ``circle:NAME``.

    Raises:
        ProfileError: There is none of that name.
    """
    if name == PUBLIC:
        return AS2.Public
    if name == CONNECTIONS:
        return PLX.connections
    circles = _circles(store)
    circle = circles.get(name.removeprefix(CIRCLE))
    if circle is None:
        every = [PUBLIC, CONNECTIONS, *(f"{CIRCLE}{one}" for one in circles)]
        message = f"there is no audience {name!r}; there are: {', '.join(every)}"
        raise ProfileError(message, every)
    return circle


def _circles(store: Reader) -> dict[str, URIRef]:
    """Return the owner's circles by name, in the order of their names."""
    found = {}
    for node, *_ in store.matching(None, text_of(RDF.type), text_of(PLX.Circle), _PLEX):
        for *_, name, _ in store.matching(node, text_of(FOAF.name), None, _PLEX):
            found[str(term_of(name))] = URIRef(node[1:-1])
    return dict(sorted(found.items()))


def _own_face(store: Reader, audience: URIRef) -> str | None:
    found = store.matching(None, text_of(PLX.audience), text_of(audience), _PLEX)
    return next((node for node, *_ in found if _is_face(store, node)), None)


def _is_face(store: Reader, node: str) -> bool:
    return any(store.matching(node, text_of(PLX.construct), None, _PLEX))


def _is_accepted(store: Reader, agent: URIRef) -> bool:
    state, accepted = text_of(PLX.state), text_of(PLX.accepted)
    held = store.matching(None, text_of(PLX.agent), text_of(agent), _PLEX)
    return any(any(store.matching(node, state, accepted, _PLEX)) for node, *_ in held)


def _lines_about(store: Reader, node: str) -> tuple[str, ...]:
    return tuple(line(*s) for s in store.matching(node, None, None, _PLEX))
