"""The SPARQL endpoint, wired: all graphs for the owner, the public face for others."""

from dataclasses import replace
from threading import Lock
from typing import TYPE_CHECKING, Final

from plexus_ld.assembly.shown import shown_by
from plexus_ld.errors import ProfileError
from plexus_ld.model.graphs import Graphs
from plexus_ld.plex.profile.faces import PUBLIC
from plexus_ld.plex.profile.owner import find_owner
from plexus_ld.publish.web.asking import Asking
from plexus_ld.publish.web.sparql.endpoint import Endpoint, Means
from plexus_ld.settings import MIB
from plexus_ld.storage.typed.answering import Answer, answer_apart, form_of

if TYPE_CHECKING:
    from plexus_ld.assembly.plex import Plex

#: What a query of a stranger's may cost: seconds, memory, and bytes of its answer.
#: A public face has some hundred statements; what needs more means harm.
_PUBLIC_S: Final = 2.0
_PUBLIC_MEMORY: Final = 256 * MIB
_PUBLIC_ANSWER: Final = 4 * MIB


def sparql_of(plex: "Plex", asking: Asking) -> Endpoint:
    """Return what answers at ``sparql``."""
    site = plex.site
    # Without an address there is nothing that a query could be relative to.
    url = site.url("sparql") if site.is_known else "urn:x-plexus:sparql"
    face = _PublicFace(plex, url)

    def answer(text: str, format_: str, graphs: Graphs | None) -> tuple[str, bytes]:
        return _told(plex.store.answer(text, format_, base=url, graphs=graphs))

    def update(text: str, graphs: Graphs | None) -> object:
        return plex.store.update(text, "update over HTTP", graphs)

    means = Means(
        url=url,
        asking=asking,
        form=form_of,
        answer=answer,
        public=face.answer if plex.settings.web.public_sparql else None,
        update=update,
    )
    return Endpoint(means)


class _PublicFace:
    """What everybody may ask: the public face in a dataset of its own."""

    def __init__(self, plex: "Plex", url: str) -> None:
        self._plex = plex
        self._url = url
        self._lock = Lock()
        self._made: tuple[int, tuple[str, ...]] | None = None
        self._settings = replace(
            plex.settings.query,
            timeout_s=_PUBLIC_S,
            max_memory_bytes=_PUBLIC_MEMORY,
            max_answer_bytes=_PUBLIC_ANSWER,
        )

    def answer(
        self, text: str, format_: str, graphs: Graphs | None
    ) -> tuple[str, bytes]:
        answered = answer_apart(
            self._lines(),
            self._plex.workers,
            text,
            format_,
            settings=self._settings,
            base=self._url,
            graphs=graphs,
        )
        return _told(answered)

    def _lines(self) -> tuple[str, ...]:
        """Return the face by itself, and in a graph that bears its document's name."""
        with self._lock:
            sequence = self._plex.store.sequence
            if self._made is None or self._made[0] != sequence:
                self._made = (sequence, self._new())
            return self._made[1]

    def _new(self) -> tuple[str, ...]:
        if find_owner(self._plex.store) is None:
            return ()
        try:
            face = shown_by(self._plex, PUBLIC)
        except ProfileError:
            return ()
        if face.document is None:
            return face.lines
        named = (f"{one[:-1]}<{face.document}> ." for one in face.lines)
        return (*face.lines, *named)


def _told(answer: Answer) -> tuple[str, bytes]:
    return answer.media_type, answer.body
