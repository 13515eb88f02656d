"""Every error that Plexus-LD raises on purpose.

The tree, from the general to the special::

    PlexusError
    ├── SettingsError                   a setting is no setting, or says no value
    ├── HomeError                       the folder is no home, or of a newer version
    │   └── HomeBusyError               another process holds it
    ├── StoreError                      the quads could not be read or kept
    │   ├── DamagedStoreError           what lies on the disk is not what was written
    │   ├── ConflictError               somebody else's change came first
    │   ├── UnknownQueryError           no question has this name
    │   └── QueryError                  a typed query is wrong, refused or too long
    │       └── QueryLimitError         it met its limit of time or memory
    ├── WorkerError                     a disposable process did not answer
    │   └── WorkerLimitError            it met its limit of time or memory
    ├── FetchError                      one document could not be had
    │   ├── ForbiddenAddressError       it lies on a private network
    │   └── DisallowedError             the host's robots.txt says no
    ├── ParseError                      bytes that no reader makes sense of
    ├── SourceError                     what was to be imported cannot be had
    ├── InvalidChangeError              a change that the shapes refuse
    ├── WhoError                        nobody, or more than one, answers to a name
    ├── ProfileError                    words that make no profile: a property, a value
    ├── PublishError                    a server did not take what was published
    ├── RuleError                       words that make no rule
    ├── WatchError                      words that make no watch
    ├── StreamError                     an id of nothing that was heard or said
    ├── ConnectionPointError            words that make no connection, point or circle
    ├── SharingError                    nothing that can be shared, or was ever said
    │   └── MediaError                  a file that cannot go out as it is
    └── ChannelError                    carries the channel's name
        ├── NoSuchChannelError          no channel is called so
        ├── AccountError                an account lacks a setting, or cannot be kept
        ├── MissingLibraryError         the channel's library is not installed
        ├── ListenError                 carries the address it asked
        │   ├── TemporaryListenError    worth another try
        │   └── PermanentListenError    the owner has to do something first
        └── DeliveryError               carries the address it tried
            ├── TemporaryDeliveryError  worth another try
            └── PermanentDeliveryError  no try will help

Three rules hold for all of them. Facts are attributes, never only words in the
message. What caused an error is chained to it with ``raise ... from``. And whether
to try again is told by the class, never read out of a text.
"""

from collections.abc import Sequence
from copyreg import __newobj__  # type: ignore[attr-defined] # typeshed lacks it
from datetime import timedelta


class PlexusError(Exception):
    """Something that Plexus-LD says in one sentence; the message is that sentence."""

    def __reduce__(self) -> tuple[object, ...]:
        """Survive the trip out of a worker, facts and all, whatever `__init__` takes.

        Made anew without ``__init__``, which would word the message again.
        """
        return __newobj__, (type(self), *self.args), self.__dict__


class SettingsError(PlexusError):
    """A setting that is unknown, or whose value is none."""


class HomeError(PlexusError):
    """A folder that is no home, or one that this version cannot open."""


class HomeBusyError(HomeError):
    """Another process holds the home, and does not answer."""


class StoreError(PlexusError):
    """Quads that could not be read or kept."""


class DamagedStoreError(StoreError):
    """What lies on the disk is not what was written."""


class ConflictError(StoreError):
    """The change was computed from an older state; compute it again.

    Args:
        expected: The sequence number it was computed from.
        found: The sequence number that the store has.
    """

    def __init__(self, expected: int, found: int) -> None:
        super().__init__(f"the Plex has moved on from change {expected} to {found}")
        self.expected = expected
        self.found = found


class UnknownQueryError(StoreError):
    """No question has this name."""

    def __init__(self, name: str) -> None:
        super().__init__(f"no question is called {name!r}; `plexus queries` lists them")
        self.name = name


class QueryError(StoreError):
    """A typed query that is wrong or refused.

    Args:
        message: The sentence.
        line: Where in the text, from 1, when known.
        column: Where in the line, from 1, when known.
    """

    def __init__(
        self, message: str, line: int | None = None, column: int | None = None
    ) -> None:
        super().__init__(message)
        self.line = line
        self.column = column


class QueryLimitError(QueryError):
    """A typed query that met its limit of time, memory or rows."""


class WorkerError(PlexusError):
    """A disposable process ended without an answer.

    Args:
        message: The sentence.
        signal: What ended it, if the system did: ``SIGSEGV`` …
    """

    def __init__(self, message: str, signal: str | None = None) -> None:
        super().__init__(message)
        self.signal = signal


class WorkerLimitError(WorkerError):
    """A disposable process met its limit of time or memory.

    Args:
        message: The sentence.
        limit: ``time`` or ``memory``.
    """

    def __init__(self, message: str, limit: str = "time") -> None:
        super().__init__(message)
        self.limit = limit


class FetchError(PlexusError):
    """One document could not be had.

    Args:
        url: Which.
        reason: Why, in a few words.
        status: The server's status, if one came.
        retry_after_s: Seconds that the server asked to wait, if it did.
    """

    def __init__(
        self,
        url: str,
        reason: str,
        status: int | None = None,
        retry_after_s: int | None = None,
    ) -> None:
        super().__init__(f"{url}: {reason}")
        self.url = url
        self.reason = reason
        self.status = status
        self.retry_after_s = retry_after_s


class ForbiddenAddressError(FetchError):
    """The document lies on this machine or a private network."""


class DisallowedError(FetchError):
    """The host's robots.txt asks not to fetch it."""


class ParseError(PlexusError):
    """Bytes that no reader makes sense of."""


class SourceError(PlexusError):
    """What was to be imported, or forgotten, is not there or cannot be read.

    Args:
        source: Which, as the owner called it.
        reason: Why, in a few words.
    """

    def __init__(self, source: str, reason: str) -> None:
        super().__init__(f"{source}: {reason}")
        self.source = source
        self.reason = reason


class InvalidChangeError(PlexusError):
    """A change that the shapes refuse; nothing of it was kept.

    Args:
        complaints: One sentence for each fault.
    """

    def __init__(self, complaints: Sequence[str]) -> None:
        super().__init__("; ".join(complaints))
        self.complaints = tuple(complaints)


class WhoError(PlexusError):
    """Nobody, or more than one, answers to a name.

    Args:
        who: The words that were given.
        candidates: Who it could be: display name and IRI, best first.
    """

    def __init__(self, who: str, candidates: Sequence[tuple[str, str]] = ()) -> None:
        if candidates:
            listed = ", ".join(f"{name} <{iri}>" for name, iri in candidates)
            message = f"{who!r} could be any of: {listed}"
        else:
            message = f"nobody here answers to {who!r}; `plexus people` lists who does"
        super().__init__(message)
        self.who = who
        self.candidates = tuple(candidates)


class ProfileError(PlexusError):
    """What was said of the owner cannot be kept as it was said.

    Args:
        message: The sentence: what is wrong, and what would be right.
        candidates: What could have been meant, best first.
    """

    def __init__(self, message: str, candidates: Sequence[str] = ()) -> None:
        super().__init__(message)
        self.candidates = tuple(candidates)


class PublishError(PlexusError):
    """A server, or a folder, did not take what was published.

    Args:
        message: The sentence: what happened, and what to do. Never a secret.
        url: Where to.
        status: The server's status, if one came.
    """

    def __init__(
        self, message: str, url: str | None = None, status: int | None = None
    ) -> None:
        super().__init__(message)
        self.url = url
        self.status = status


class RuleError(PlexusError):
    """Words that make no rule, or name none."""


class WatchError(PlexusError):
    """Words that make no watch, or name none."""


class StreamError(PlexusError):
    """An id that means nothing that was heard or said, or more than one thing.

    Args:
        message: The sentence.
        candidates: What could have been meant.
    """

    def __init__(self, message: str, candidates: Sequence[str] = ()) -> None:
        super().__init__(message)
        self.candidates = tuple(candidates)


class ConnectionPointError(PlexusError):
    """Words that make no connection, no point or no circle."""


class SharingError(PlexusError):
    """What was asked to be shared cannot be, or was never said or heard."""


class MediaError(SharingError):
    """A file that cannot go out: it is not there, too large, or not what it seems.

    Args:
        file: Which, as the owner called it.
        reason: Why, in a few words.
    """

    def __init__(self, file: str, reason: str) -> None:
        super().__init__(f"{file}: {reason}")
        self.file = file
        self.reason = reason


class ChannelError(PlexusError):
    """Something that a channel could not do.

    Args:
        channel: The channel's name.
        reason: Why, in a few words. Never a secret.
    """

    def __init__(self, channel: str, reason: str) -> None:
        super().__init__(f"{channel}: {reason}")
        self.channel = channel
        self.reason = reason


class NoSuchChannelError(ChannelError):
    """No channel is called so, or its package does not load.

    Args:
        channel: The channel's name.
        fault: Why its package does not load; "" when there is none.
    """

    def __init__(self, channel: str, fault: str = "") -> None:
        reason = f"its package does not load ({fault})" if fault else "no such channel"
        super().__init__(channel, f"{reason}; `plexus channels` lists what there is")


class AccountError(ChannelError):
    """An account lacks a setting, has one that is none, or cannot be kept."""


class MissingLibraryError(ChannelError):
    """The channel's library is not installed.

    Args:
        channel: The channel's name.
        extra: The extra that brings it.
    """

    def __init__(self, channel: str, extra: str) -> None:
        reason = f"its library is missing; pip install 'plexus-ld[{extra}]'"
        super().__init__(channel, reason)
        self.extra = extra


class ListenError(ChannelError):
    """A point, or an account, could not be asked for news.

    Args:
        channel: The channel's name.
        address: Which address was asked.
        reason: Why it could not be, in a few words. Never a secret.
        retry_after: The wait that the server asked for, if it did.
    """

    def __init__(
        self,
        channel: str,
        address: str,
        reason: str,
        retry_after: timedelta | None = None,
    ) -> None:
        super().__init__(channel, f"{address}: {reason}" if address else reason)
        self.address = address
        self.reason = reason
        self.retry_after = retry_after


class TemporaryListenError(ListenError):
    """The same poll may succeed later."""


class PermanentListenError(ListenError):
    """It will not succeed until the owner does something."""


class DeliveryError(ChannelError):
    """An activity was not taken.

    Args:
        channel: The channel's name.
        address: Where it was to go.
        reason: Why it was not taken, in a few words. Never a secret.
        retry_after: The wait that the receiver asked for, if it did.
        is_hosts: Whether the fault is the host's and not this one receiver's: then
            others on the same host wait too.
    """

    def __init__(
        self,
        channel: str,
        address: str,
        reason: str,
        retry_after: timedelta | None = None,
        *,
        is_hosts: bool = False,
    ) -> None:
        super().__init__(channel, f"{address}: {reason}" if address else reason)
        self.address = address
        self.reason = reason
        self.retry_after = retry_after
        self.is_hosts = is_hosts


class TemporaryDeliveryError(DeliveryError):
    """The same delivery may succeed later."""


class PermanentDeliveryError(DeliveryError):
    """It never will."""
