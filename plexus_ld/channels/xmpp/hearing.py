"""What an XMPP account hears: live, and out of the server's archive (XEP-0313)."""

import json
from collections import OrderedDict
from dataclasses import dataclass
from logging import getLogger
from typing import TYPE_CHECKING, Any, Final
from xml.etree.ElementTree import Element, SubElement

from plexus_ld.channels.base import OnArrival
from plexus_ld.channels.live import heard
from plexus_ld.channels.xmpp import stanzas
from plexus_ld.channels.xmpp.login import bare
from plexus_ld.clock import Clock
from plexus_ld.errors import ParseError
from plexus_ld.model.arrival import Raw
from plexus_ld.model.connection import Account, ConnectionPoint

if TYPE_CHECKING:
    from plexus_ld.channels.xmpp.session import XmppSession

_log = getLogger(__name__)

_MAM: Final = "{urn:xmpp:mam:2}"
_RSM: Final = "{http://jabber.org/protocol/rsm}"
_DATA: Final = "{jabber:x:data}"
_CARBONS: Final = "{urn:xmpp:carbons:2}enable"
#: Messages that are asked for at once.
_PAGE: Final = 50
#: Pages that one log-in fetches; the next one goes on from there.
_MOST_PAGES: Final = 400
#: Ids that are remembered, so that nothing is told from the archive and live as well.
_MOST_IDS: Final = 2_000


@dataclass(frozen=True, slots=True)
class Place:
    """Up to where an archive was heard: its last id, and when that was said."""

    id: str = ""
    at: str = ""

    @classmethod
    def from_cursor(cls, cursor: str) -> "Place":
        """Read a cursor; one that is none is the beginning."""
        try:
            value: Any = json.loads(cursor or "{}")
            return cls(str(value.get("id", "")), str(value.get("at", "")))
        except (ValueError, AttributeError):
            return cls()

    def to_cursor(self) -> str:
        """Write it as a cursor."""
        return json.dumps({"id": self.id, "at": self.at})


class Ear:
    """Takes the messages of one session, on the loop.

    Args:
        account: Whose.
        points: Only what their addresses say is handed on.
        cursor: Where the session before stopped.
        on_arrival: To whom it is handed.
        now: The time.
        me: The account's own bare address.
    """

    def __init__(
        self,
        account: Account,
        points: tuple[ConnectionPoint, ...],
        cursor: str,
        on_arrival: OnArrival,
        now: Clock,
        me: str,
    ) -> None:
        self._account = account
        self._known = {bare(str(point.address)): point for point in points}
        self._known.pop(None, None)
        self._place = Place.from_cursor(cursor)
        self._on_arrival = on_arrival
        self._now = now
        self._me = me
        self._seen: OrderedDict[str, None] = OrderedDict()
        # What comes while the archive is read waits, so that the order stays.
        self._waiting: list[stanzas.Unwrapped] | None = []

    def take(self, outer: Element) -> None:
        """Take a stanza as it came."""
        message = stanzas.unwrapped(outer)
        if message is None:
            return
        # Archives and copies are the word of the owner's own server only.
        if message.carrier and bare(outer.get("from", self._me)) != self._me:
            return
        if message.carrier != "archive" and self._waiting is not None:
            self._waiting.append(message)
        else:
            self._hand_on(message)

    async def catch_up(self, session: "XmppSession") -> None:
        """Fetch what the archive kept since, then hand on what came meanwhile."""
        from slixmpp.exceptions import IqError, IqTimeout

        try:
            if self._place.id or self._place.at:
                await self._since(session)
            else:
                await self._begin(session)
        except (IqError, IqTimeout) as error:
            # Without an archive it hears what the server kept for an absent client.
            _log.info("the XMPP server's archive gives nothing: %s", error)
        # Kept although nothing was said: or else a restart would begin anew.
        self._tell({"type": "begin"}, None)
        waiting, self._waiting = self._waiting or [], None
        for message in waiting:
            self._hand_on(message)

    async def _since(self, session: "XmppSession") -> None:
        from slixmpp.exceptions import IqError

        by_id = bool(self._place.id)
        for _ in range(_MOST_PAGES):
            try:
                answer = await session.ask("set", "", self._query(by_id=by_id))
            except IqError:
                if not by_id or not self._place.at:
                    raise
                by_id = False  # the archive has forgotten that id: by its time, then
                continue
            fin = answer.find(f"{_MAM}fin")
            last = fin.findtext(f"{_RSM}set/{_RSM}last") if fin is not None else None
            if fin is None or fin.get("complete") == "true" or not last:
                return
            self._place, by_id = Place(last, self._place.at), True

    async def _begin(self, session: "XmppSession") -> None:
        """Begin with what is said from now on: remember the last id."""
        query = Element(f"{_MAM}query")
        rsm = SubElement(query, f"{_RSM}set")
        SubElement(rsm, f"{_RSM}max").text = "0"
        SubElement(rsm, f"{_RSM}before")
        self._place = Place("", _stamp(self._now()))
        await session.ask("set", "", query)

    def _query(self, *, by_id: bool) -> Element:
        query = Element(f"{_MAM}query")
        if not by_id:
            form = SubElement(query, f"{_DATA}x", {"type": "submit"})
            for name, value in (
                ("FORM_TYPE", "urn:xmpp:mam:2"),
                ("start", self._place.at),
            ):
                field = SubElement(form, f"{_DATA}field", {"var": name})
                SubElement(field, f"{_DATA}value").text = value
        rsm = SubElement(query, f"{_RSM}set")
        SubElement(rsm, f"{_RSM}max").text = str(_PAGE)
        if by_id:
            SubElement(rsm, f"{_RSM}after").text = self._place.id
        return query

    def _hand_on(self, message: stanzas.Unwrapped) -> None:
        element = message.message
        sender = bare(element.get("from", ""))
        point = self._known.get(sender) if sender else None
        kind = element.get("type", "")
        # What comes back concerns the owner, whoever it was for.
        if kind == "groupchat" or (point is None and kind != "error"):
            return
        kept = message.archive_id or stanzas.archive_id(element, self._me)
        if kept and kept in self._seen:
            return
        if kept:
            self._remember(kept)
        self._place = Place(
            kept or self._place.id, message.stamp or _stamp(self._now())
        )
        self._tell({**stanzas.facts_of(element), "stamp": message.stamp}, point)

    def _tell(self, facts: dict[str, Any], point: ConnectionPoint | None) -> None:
        try:
            body = heard(facts)
        except ParseError as error:
            _log.warning("an XMPP message is left out: %s", error)
            return
        raw = Raw(
            "xmpp",
            body,
            media_type="application/json",
            point=point.iri if point else None,
            account=self._account.iri,
            heard_at=self._now(),
        )
        self._on_arrival(raw, self._place.to_cursor())

    def _remember(self, name: str) -> None:
        self._seen[name] = None
        if len(self._seen) > _MOST_IDS:
            self._seen.popitem(last=False)


async def listen(session: "XmppSession", ear: Ear) -> None:
    """Come into presence, ask for copies, and catch up."""
    from slixmpp.exceptions import IqError, IqTimeout

    try:
        await session.ask("set", "", Element(_CARBONS))
    except (IqError, IqTimeout):
        _log.info("the XMPP server sends no copies of what other programs get")
    session.client.send_presence()
    await ear.catch_up(session)


def _stamp(moment: object) -> str:
    from datetime import UTC, datetime

    assert isinstance(moment, datetime)  # noqa: S101 - the clock's
    return moment.astimezone(UTC).isoformat().replace("+00:00", "Z")
