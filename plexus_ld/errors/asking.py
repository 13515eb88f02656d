"""What another asks the agent for, over HTTP, and it does not do."""

from plexus_ld.errors.base import PlexusError


class RefusedError(PlexusError):
    """What somebody asks for is not done.

    Args:
        message: The sentence that they are told. Never a secret, never an inside.
        status: The HTTP status that says so.
    """

    def __init__(self, message: str, status: int = 400) -> None:
        super().__init__(message)
        self.status = status


class DoorError(PlexusError):
    """Words that make no token, or name none."""


class RequestError(PlexusError):
    """No request is called so, or it does not wait for an answer."""


class SignatureError(RefusedError):
    """A request's signature does not prove who sent it."""

    def __init__(self, message: str) -> None:
        super().__init__(message, 401)
