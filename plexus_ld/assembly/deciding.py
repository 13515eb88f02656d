"""What the owner's rules decide is done: told, passed on."""

import logging
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Final

from rdflib import URIRef

from plexus_ld.errors import PlexusError
from plexus_ld.listener.notices import iri_of
from plexus_ld.listener.stream.entries import names_of
from plexus_ld.vocab.plx import PLX

if TYPE_CHECKING:
    from plexus_ld.assembly.opened import Opened

_LOG = logging.getLogger(__name__)

#: Longest part of what was heard that a notice quotes, in characters.
_QUOTED: Final = 200


def decide(
    rooms: "Opened", items: Sequence[URIRef]
) -> Mapping[URIRef, frozenset[URIRef]]:
    """Ask the rules about a batch of what was heard, and do what they say.

    Returns:
        The actions for each; the listener keeps them as its marks.
    """
    decided = rooms.rules.decide(items)
    _notify(rooms, [item for item, acts in decided.items() if PLX.notify in acts])
    for item, acts in decided.items():
        if PLX.reshare in acts:
            _reshare(rooms, item)
    return decided


def _notify(rooms: "Opened", items: Sequence[URIRef]) -> None:
    rows = rooms.store.select("heard-shortly", item=items) if items else ()
    names = names_of(rooms.store, {iri_of(row.agent) for row in rows})
    for row in rows:
        said = " ".join(str(row.text).split())
        shown = said if len(said) <= _QUOTED else f"{said[:_QUOTED]} …"
        name = names.get(iri_of(row.agent), str(row.agent))
        rooms.notices.tell(f"{name}: {shown}", iri_of(row.item))


def _reshare(rooms: "Opened", item: URIRef) -> None:
    """Pass something on; a rule never passes a thing on twice."""
    try:
        rooms.sharing.reshare(str(item), once=True)
    except PlexusError as error:
        _LOG.warning("not passed on: %s", error, extra={"item": str(item)})
