"""Errors of documents, and of what an owner asks for."""

from collections.abc import Sequence

from plexus_ld.errors.base import PlexusError


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
