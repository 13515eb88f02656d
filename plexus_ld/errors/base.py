"""The base of every error that Plexus-LD raises on purpose."""

from copyreg import __newobj__  # type: ignore[attr-defined] # typeshed lacks it


class PlexusError(Exception):
    """Something that Plexus-LD says in one sentence; the message is that sentence."""

    def __reduce__(self) -> tuple[object, ...]:
        """Survive the trip out of a worker, facts and all, whatever `__init__` takes.

        Made anew without ``__init__``, which would word the message again.
        """
        return __newobj__, (type(self), *self.args), self.__dict__
