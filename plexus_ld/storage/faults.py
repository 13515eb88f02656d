"""The engine's exceptions as ours: damage, a wrong question, or a failing disk.

pyoxigraph has no classes of its own for them. Measured (version 0.5.13, flipped bytes
and deleted files): damage is a RuntimeError that begins with ``Corruption`` or a
FileNotFoundError; what the disk refuses is another OSError; a query's fault is a
SyntaxError, a ValueError or a RuntimeError of another text.
"""

from collections.abc import Iterator
from contextlib import contextmanager

from plexus_ld.errors import DamagedStoreError, QueryError, StoreError

_ENGINE_ERRORS = (OSError, RuntimeError, SyntaxError, ValueError)


class _Reading:
    """A context in which the engine is read; a class, as it is entered very often."""

    def __enter__(self) -> None:
        return

    def __exit__(
        self, _type: object, error: BaseException | None, _traceback: object
    ) -> None:
        if not isinstance(error, _ENGINE_ERRORS):
            return
        if is_damage(error):
            raise _damaged(error) from error
        if isinstance(error, OSError):
            message = f"the store cannot be read: {error}"
            raise StoreError(message) from error
        message = f"the query could not be answered: {error}"
        raise QueryError(message) from error


_READING = _Reading()


def reading() -> _Reading:
    """Turn what a read raises into `QueryError` or `StoreError`, damage told apart."""
    return _READING


@contextmanager
def writing() -> Iterator[None]:
    """Turn what a write raises into `DamagedStoreError` or `StoreError`."""
    try:
        yield
    except _ENGINE_ERRORS as error:
        if is_damage(error):
            raise _damaged(error) from error
        message = f"the store cannot be written: {error}"
        raise StoreError(message) from error


def is_damage(error: Exception) -> bool:
    """Tell whether the engine found that its files are not what it wrote."""
    if isinstance(error, FileNotFoundError):
        return True
    return isinstance(error, RuntimeError) and "Corruption" in str(error)


def _damaged(error: Exception) -> DamagedStoreError:
    message = f"the store is damaged; the next opening makes it anew: {error}"
    return DamagedStoreError(message)
