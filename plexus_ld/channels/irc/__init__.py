"""IRC: lines to a nick or into a channel, by the owner's server.

Wire: one PRIVMSG a line, cut at 400 bytes, each followed by a PING: what the server
would not pass on it says before the PONG.
Roles: live.
Limits: 40 lines a delivery; whoever is not there gets nothing, and it is tried again;
IRC has no ids, no edits, no likes and no past.
Specification: RFC 1459, RFC 2812, https://modern.ircdocs.horse,
draft-butcher-irc-url-04 (addresses)
"""

from collections.abc import Callable
from typing import TYPE_CHECKING, Final

from plexus_ld.channels.base import OnArrival, Tools
from plexus_ld.channels.irc.addresses import login_of
from plexus_ld.channels.irc.reading import read
from plexus_ld.channels.live import CONNECT_S, opening, wait_for
from plexus_ld.model.activity import Privacy
from plexus_ld.model.arrival import Raw, Reading
from plexus_ld.model.capability import AccountSetting, CapabilityCard, Fit, Role, Scope
from plexus_ld.model.connection import Account, ConnectionPoint

if TYPE_CHECKING:
    from plexus_ld.channels.irc.session import IrcSession

CARD: Final = CapabilityCard(
    name="irc",
    title="IRC",
    summary="Lines to a nick or a channel, and what is said there.",
    roles=frozenset({Role.LIVE}),
    schemes=("irc", "ircs"),
    address_example="ircs://irc.example.org/plexus",
    scope=Scope.ACCOUNT,
    longest_text=400,
    fit=Fit.THREAD,
    privacy=frozenset({Privacy.PUBLIC}),
    per_host=1,
    account_settings=(
        AccountSetting("server", "HOST or HOST:PORT", is_required=True),
        AccountSetting("nick", "what you are called there", is_required=True),
        AccountSetting(
            "password",
            "the server's; many networks take NAME:PASSWORD of your account",
            is_secret=True,
        ),
        AccountSetting("networks", "other names of the server in addresses"),
    ),
    extra="irc",
    library="pydle",
    note=(
        "Counts as public: servers, and everybody in a channel, read along. Who is not "
        "there when a line comes never sees it, so it is sent when they are."
    ),
)


class IrcChannel:
    """Sends and hears by one nick."""

    card = CARD

    def __init__(self, tools: Tools) -> None:
        self._tools = tools

    @property
    def read(self) -> Callable[[Raw], Reading]:
        """The pure function from bytes to arrivals."""
        return read

    def connect(
        self,
        account: Account,
        points: tuple[ConnectionPoint, ...],
        cursor: str,
        on_arrival: OnArrival | None,
    ) -> "IrcSession":
        """Register with the server, and wait until that is done. See `Live.connect`."""
        from plexus_ld.channels.irc.hearing import Ear
        from plexus_ld.channels.irc.session import IrcSession

        login = login_of(account)
        loop = self._tools.loop()
        ear = None
        if on_arrival is not None:
            ear = Ear(login, account, points, on_arrival, self._tools.now)
        session = IrcSession(login, loop, ear)
        with opening(session, CARD.name, f"{login.host} does not answer"):
            wait_for(loop, session.open(), CONNECT_S)
        return session


def open_channel(tools: Tools) -> IrcChannel:
    """Return the channel."""
    return IrcChannel(tools)
