"""Matrix: messages to a person or into a room, through the owner's own homeserver.

Wire: events in rooms; a person gets them in the room of the two, which is made when
there is none. Files go to the homeserver's content repository. What came since the
last sync is fetched with its token.
Roles: live.
Limits: events of 64 KiB; rooms that are encrypted end to end are refused, and nothing
is sent there: this channel holds no keys.
Specification: https://spec.matrix.org/v1.11/client-server-api/ (rooms, sync, m.direct,
m.replace, m.annotation, m.in_reply_to, redactions, content repository)
"""

from collections.abc import Callable
from typing import TYPE_CHECKING, Final

from plexus_ld.channels.base import OnArrival, Tools
from plexus_ld.channels.live import CONNECT_S, opening, wait_for
from plexus_ld.channels.matrix.addresses import login_of
from plexus_ld.channels.matrix.reading import read
from plexus_ld.model.activity import Privacy, Verb
from plexus_ld.model.arrival import Raw, Reading
from plexus_ld.model.capability import AccountSetting, CapabilityCard, Role, Scope
from plexus_ld.model.connection import Account, ConnectionPoint

if TYPE_CHECKING:
    from plexus_ld.channels.matrix.session import MatrixSession

CARD: Final = CapabilityCard(
    name="matrix",
    title="Matrix",
    summary="Messages to a Matrix user or into a room, and what is said there.",
    roles=frozenset({Role.LIVE}),
    schemes=("matrix",),
    address_example="matrix:u/bob:example.org",
    scope=Scope.ACCOUNT,
    verbs=frozenset({Verb.CREATE, Verb.UPDATE, Verb.DELETE, Verb.LIKE}),
    # 64 KiB an event, four bytes a character at worst, and HTML beside.
    longest_text=12_000,
    carries_html=True,
    media_types=("*/*",),
    max_attachment_bytes=50 * 1024 * 1024,
    privacy=frozenset({Privacy.ADDRESSED}),
    keeps_threads=True,
    tells_apart=True,
    account_settings=(
        AccountSetting(
            "homeserver", "its address: https://matrix.example.org", is_required=True
        ),
        AccountSetting("user", "you: @alice:example.org", is_required=True),
        AccountSetting("password", "its password", is_required=True, is_secret=True),
    ),
    extra="matrix",
    library="nio",
    note=(
        "The servers can read what is said: there is no encryption end to end. Rooms "
        "that are encrypted so are refused."
    ),
)


class MatrixChannel:
    """Sends and hears by one Matrix account."""

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
    ) -> "MatrixSession":
        """Log in, and wait until that is done. See `Live.connect`."""
        from plexus_ld.channels.matrix.hearing import Ear
        from plexus_ld.channels.matrix.session import MatrixSession

        login = login_of(account)
        loop = self._tools.loop()
        session = MatrixSession(login, loop)
        with opening(session, CARD.name, f"{login.homeserver} does not answer"):
            wait_for(loop, session.open(), CONNECT_S)
            if on_arrival is not None:
                now = self._tools.now
                ear = Ear(session.api, account, points, cursor, on_arrival, now)
                wait_for(loop, session.listen(ear), CONNECT_S)
        return session


def open_channel(tools: Tools) -> MatrixChannel:
    """Return the channel."""
    return MatrixChannel(tools)
