"""Public keys in profiles: the owner's in theirs, and others' in their own."""

from collections.abc import Iterable
from dataclasses import replace

from rdflib import RDF, Literal, URIRef

from plexus_ld.net.signing.multikey import multibase_of, pem_of
from plexus_ld.net.signing.values import PublicKey
from plexus_ld.plex.profile.representation import Representation, document_of
from plexus_ld.rdf.lines import line, split, term_of, text_of
from plexus_ld.vocab.sec import SEC


def key_id(document: URIRef) -> URIRef:
    """Return what signatures call the owner's key: a part of their document."""
    return URIRef(f"{document}#key")


def with_key(shown: Representation, key: bytes) -> Representation:
    """Return a profile with its owner's public key in it.

    One that is empty, or that leads to no document on the web, stays as it is: nobody
    could look the key up there.

    Args:
        shown: The profile.
        key: The public half, 32 bytes.
    """
    if shown.document is None or not shown.lines:
        return shown
    me, node = shown.owner, key_id(shown.document)
    said = (
        (me, SEC.assertionMethod, node),
        (node, RDF.type, SEC.Multikey),
        (node, SEC.controller, me),
        (node, SEC.publicKeyMultibase, Literal(multibase_of(key))),
    )
    lines = {line(*map(text_of, triple)) for triple in said}
    return replace(shown, lines=tuple(sorted({*shown.lines, *lines})))


def key_of_profile(lines: Iterable[str], key: str) -> PublicKey | None:
    """Return a key that its owner's own document says is theirs; None if it does not.

    Args:
        lines: What the document says, as lines.
        key: The key's id, a part of that document.

    Raises:
        SignatureError: It is of a kind that is not taken here.
    """
    node = text_of(URIRef(key))
    said = [split(text) for text in lines]
    has = text_of(SEC.assertionMethod)
    owners = {s for s, p, o, _ in said if p == has and o == node}
    held = {o for s, p, o, _ in said if s == node and p == text_of(SEC.controller)}
    keys = [
        str(term_of(o))
        for s, p, o, _ in said
        if s == node and p == text_of(SEC.publicKeyMultibase)
    ]
    own = [URIRef(term_of(one)) for one in sorted(owners & held)]
    here = key.partition("#")[0]
    for owner in own:
        if str(document_of(owner)) == here and len(keys) == 1:
            return PublicKey(key, owner, pem_of(keys[0]))
    return None
