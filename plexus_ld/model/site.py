"""Where the agent is found on the web: one folder, and what lies in it. Pure."""

from dataclasses import dataclass
from urllib.parse import urlsplit


@dataclass(frozen=True, slots=True)
class Site:
    """The agent's own address.

    Links are made of it alone: what a request says of its host (``Host``,
    ``X-Forwarded-Host``) makes none.

    Attributes:
        base: The folder's URL, with its slash; "" when it has no address: then it is
            served all the same, and nobody elsewhere is told of it.
    """

    base: str = ""

    @property
    def is_known(self) -> bool:
        """Whether others can find it."""
        return bool(self.base)

    @property
    def host(self) -> str:
        """Host, and port where it is not the usual one; "" when there is no address."""
        return urlsplit(self.base).netloc

    @property
    def root(self) -> str:
        """The folder on its host, with both slashes: ``/`` or ``/alice/``."""
        return urlsplit(self.base).path or "/"

    def url(self, name: str) -> str:
        """Return the URL of something in the folder: ``inbox``.

        Without an address it is the path alone.
        """
        return f"{self.base or self.root}{name}"

    def path(self, name: str) -> str:
        """Return the path of something in the folder, as the server is asked for it."""
        return f"{self.root}{name}"

    @property
    def inbox(self) -> str:
        """Where everybody posts: LDN, ActivityPub, shared by all who send."""
        return self.url("inbox")

    @property
    def actor(self) -> str:
        """The owner's account for ActivityPub; the owner is a person, not this."""
        return self.url("actor")
