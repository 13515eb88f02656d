"""The public face, kept up to date where the settings say, while the agent runs."""

import logging
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Final

from rdflib import URIRef

from plexus_ld.assembly.shown import concerns_all, kept_at, shown_by
from plexus_ld.errors import PlexusError, PublishError, SettingsError
from plexus_ld.listener.states import note_error
from plexus_ld.net.patience import is_temporary

if TYPE_CHECKING:
    from plexus_ld.assembly.plex import Plex

_LOG = logging.getLogger(__name__)

#: How often it is looked whether something changed.
_BEAT: Final = timedelta(seconds=3)
#: It is looked at the place itself so often: somebody may have taken it away.
_ANYWAY: Final = timedelta(hours=1)
#: After a failure, then twice as long each time.
_LEAST: Final = timedelta(seconds=30)
_MOST: Final = timedelta(hours=1)


class Keeping:
    """Publishes when the public face is another than the one published last.

    Args:
        plex: The opened home; its settings say where to.

    Raises:
        SettingsError: They name no URL.
    """

    def __init__(self, plex: "Plex") -> None:
        self._plex = plex
        self._url = kept_at(plex.settings)
        if not self._url.lower().startswith(("http://", "https://")):
            message = f"publish.to: {self._url!r} is no URL of a server's place"
            raise SettingsError(message)
        self._looked = -1
        self._lines: tuple[str, ...] = ()
        self._done: datetime | None = None
        self._pause = _LEAST
        self._was_told = ""

    def look(self) -> datetime:
        """Publish if there is something new; return when to look again."""
        now, sequence = self._plex.clock(), self._plex.store.sequence
        is_old = self._done is None or not now - _ANYWAY < self._done <= now
        if not is_old and self._is_same(sequence):
            self._looked = sequence
            return now + _BEAT
        if self._put():
            self._looked, self._done, self._pause = sequence, now, _LEAST
            return now + _BEAT
        self._done = None
        pause, self._pause = self._pause, min(2 * self._pause, _MOST)
        return now + pause

    def _is_same(self, sequence: int) -> bool:
        """Tell whether everybody sees what was published last."""
        if not concerns_all(self._plex.store, self._looked, sequence):
            return True
        try:
            return shown_by(self._plex, "public").lines == self._lines
        except PlexusError:
            return False  # publishing says why

    def _put(self) -> bool:
        """Publish, and tell whether it is there now."""
        try:
            lines = shown_by(self._plex, "public").lines
            done = self._plex.publish(self._url)
        except PlexusError as error:
            self._note(str(error))
            if not _may_pass(error):
                self._tell(str(error))
            return False
        self._lines = lines
        if done.written:
            _LOG.info("published: %s", ", ".join(done.written))
        self._note("; ".join(done.problems))
        self._tell("; ".join(done.problems))
        return True

    def _note(self, error: str) -> None:
        """Keep how it stands, for `plexus doctor`."""
        if error:
            _LOG.warning("the profile could not be published: %s", error)
        note_error(self._plex.store, URIRef(self._url), error, self._plex.clock())

    def _tell(self, words: str) -> None:
        """Tell the owner, once, what will not pass by itself."""
        if words and words != self._was_told:
            sentence = f"your profile at {self._url} is not as it should be: {words}"
            self._plex.notices.tell(sentence, URIRef(self._url))
        self._was_told = words


def _may_pass(error: PlexusError) -> bool:
    if not isinstance(error, PublishError):
        return False
    return error.status is None or is_temporary(error.status)
