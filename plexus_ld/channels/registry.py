"""Which channels there are: ours and third parties', found by entry points.

A channel whose library is missing still has its card: what imports the library does
so when it is used.
"""

import logging
from collections.abc import Iterator, Mapping
from functools import cache
from importlib.metadata import EntryPoint, entry_points
from importlib.util import find_spec
from typing import Final

from plexus_ld.channels.base import Channel, Tools
from plexus_ld.errors import MissingLibraryError, NoSuchChannelError
from plexus_ld.model.capability import CapabilityCard

_LOG = logging.getLogger(__name__)

#: The group of entry points; each names a function ``open_channel(tools)``.
GROUP: Final = "plexus_ld.channels"


@cache
def _found() -> Mapping[str, EntryPoint]:
    return {point.name: point for point in entry_points(group=GROUP)}


def names() -> tuple[str, ...]:
    """Return the names of all channels, in alphabetical order."""
    return tuple(sorted(_found()))


class Channels(Mapping[str, Channel]):
    """All channels, each opened when it is first asked for."""

    def __init__(self, tools: Tools) -> None:
        self._tools = tools
        self._open: dict[str, Channel] = {}

    def __getitem__(self, name: str) -> Channel:
        """Return a channel.

        Raises:
            NoSuchChannelError: None is called so, or its package does not load.
        """
        if name not in self._open:
            if name not in _found():
                raise NoSuchChannelError(name)
            try:
                opened = _found()[name].load()
            except (ImportError, AttributeError) as error:
                raise NoSuchChannelError(name, str(error)) from error
            self._open[name] = opened(self._tools)
        return self._open[name]

    def __iter__(self) -> Iterator[str]:
        """Yield the names."""
        return iter(names())

    def __len__(self) -> int:
        """Return how many there are."""
        return len(_found())

    @property
    def cards(self) -> Mapping[str, CapabilityCard]:
        """The capability card of each channel that loads, by name."""
        found = {}
        for name in self:
            try:
                found[name] = self[name].card
            except NoSuchChannelError as error:
                _LOG.warning("%s", error)
        return found

    def find_card(self, name: str) -> CapabilityCard | None:
        """Return a channel's capability card; None when it is not to be had."""
        try:
            return self[name].card
        except NoSuchChannelError:
            return None

    def usable(self, name: str) -> Channel:
        """Return a channel whose library is there.

        Raises:
            NoSuchChannelError: None is called so.
            MissingLibraryError: It is not installed.
        """
        channel = self[name]
        if is_lacking(channel.card):
            raise MissingLibraryError(name, channel.card.extra)
        return channel


def is_lacking(card: CapabilityCard) -> bool:
    """Tell whether a channel's library is not installed."""
    return bool(card.library) and find_spec(card.library) is None
