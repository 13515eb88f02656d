"""Questions to the server of the owner's account, through the one door.

Source: https://docs.joinmastodon.org/methods/accounts/ (lookup, statuses),
https://docs.joinmastodon.org/methods/notifications/,
https://docs.joinmastodon.org/methods/search/
"""

import json
import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Final
from urllib.parse import urlencode, urlsplit

from plexus_ld.channels.mastodon.card import CARD, handle_of, server_of
from plexus_ld.clock import Clock
from plexus_ld.errors import FetchError, PermanentListenError, TemporaryListenError
from plexus_ld.model.arrival import Polled, Raw
from plexus_ld.model.connection import Account, ConnectionPoint
from plexus_ld.net.fetching import MAX_RETRY_AFTER_S, retry_after_s

if TYPE_CHECKING:
    from plexus_ld.net.client import Answer, Client

#: Statuses of one answer: the most that a server gives.
_LIMIT: Final = 40
#: Largest answer, in bytes: forty long statuses with all that hangs on them.
MAX_BODY_BYTES: Final = 4 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class _Cursor:
    """How far one account was heard: its id, the last status, the last notification."""

    account: str = ""
    status: str = ""
    notification: str = ""

    @classmethod
    def read(cls, cursor: str) -> "_Cursor":
        try:
            value = json.loads(cursor)
            return cls(*(str(value[name]) for name in cls.__slots__))
        except (ValueError, KeyError, TypeError):
            return cls()


class Asker:
    """Asks one account's server.

    Args:
        http: The door.
        now: The time.
        account: Whose server, and with which token.
        address: What is asked about, for errors.

    Raises:
        TemporaryListenError: The account lacks its server or its token.
    """

    def __init__(
        self, http: "Client", now: Clock, account: Account, address: str
    ) -> None:
        self._http = http
        self._now = now
        self._account = account
        self._address = address
        try:
            self.server = server_of(account)
        except ValueError as error:
            raise TemporaryListenError(CARD.name, address, str(error)) from error
        if not account.secrets.get("access_token"):
            reason = "the account lacks its access_token"
            raise TemporaryListenError(CARD.name, address, reason)

    def poll(self, point: ConnectionPoint, cursor: str) -> Polled:
        """Ask for what one account said since, and did with what the owner said."""
        place = _Cursor.read(cursor)
        if not place.account:
            place = _Cursor(self.account_id())
        statuses = f"accounts/{place.account}/statuses"
        said = self._get(statuses, {"limit": str(_LIMIT), "min_id": place.status})
        done = self._get(
            "notifications",
            {
                "limit": str(_LIMIT),
                "min_id": place.notification,
                "account_id": place.account,
            },
        )
        latest = replace(
            place,
            status=_newest(said) or place.status,
            notification=_newest(done) or place.notification,
        )
        raws = tuple(
            Raw(
                CARD.name, answer.body, answer.url, "application/json", point.iri,
                self._account.iri, self._now(),
                {"server": self.server, "account": place.account},
            )
            for answer, before in ((said, place.status), (done, place.notification))
            if _newest(answer) not in ("", before)
        )  # fmt: skip
        return Polled(raws, json.dumps(asdict(latest)))

    def me(self) -> str:
        """Return the handle of the one whose token it is."""
        answer = self._get("accounts/verify_credentials", {})
        value = _value(answer)
        named = str(value.get("acct") or "") if isinstance(value, dict) else ""
        if not re.fullmatch(r"[\w.+-]+(@[\w.:-]+)?", named):
            reason = "the server's answer makes no sense"
            raise TemporaryListenError(CARD.name, self._address, reason)
        return named if "@" in named else f"{named}@{urlsplit(self.server).netloc}"

    def account_id(self) -> str:
        """Return what the server calls the account at the address.

        Raises:
            PermanentListenError: It knows none.
        """
        return str(self.account()["id"])

    def account(self) -> dict[str, object]:
        """Return the account at the address, as the server describes it.

        Raises:
            PermanentListenError: It knows none.
        """
        handle = handle_of(self._address)
        if handle:
            found = self._try("accounts/lookup", {"acct": self.local(handle)})
            if isinstance(found, dict) and self._is_it(found, handle):
                return found
        words = {"q": handle or self._address, "type": "accounts", "resolve": "true"}
        results = self._try("search", words, version="v2")
        listed = results.get("accounts") if isinstance(results, dict) else None
        for one in listed if isinstance(listed, list) else []:
            if isinstance(one, dict) and self._is_it(one, handle):
                return one
        reason = "your server knows no such account"
        raise PermanentListenError(CARD.name, self._address, reason)

    def status_id(self, name: str) -> str:
        """Return what the server calls a status of any server; "" if it has none."""
        results = self._try(
            "search", {"q": name, "type": "statuses", "resolve": "true"}, version="v2"
        )
        listed = results.get("statuses") if isinstance(results, dict) else None
        for one in listed if isinstance(listed, list) else []:
            if isinstance(one, dict) and name in (one.get("uri"), one.get("url")):
                return str(one.get("id") or "")
        return ""

    def _is_it(self, account: Mapping[str, object], handle: str) -> bool:
        """Tell whether a server's answer is the one asked for, and not a namesake."""
        same = bool(handle) and self.is_same(str(account.get("acct")), handle)
        links = (account.get("url"), account.get("uri"))
        return bool(account.get("id")) and (same or self._address in links)

    def is_same(self, one: str, other: str) -> bool:
        """Tell whether two handles are one account's, with or without our host."""
        return self.local(one).lower() == self.local(other).lower()

    def local(self, handle: str) -> str:
        """Return a handle as its own server spells it: without the host."""
        name, _, host = handle.partition("@")
        return name if host == urlsplit(self.server).netloc else handle

    def _try(
        self, path: str, words: Mapping[str, str], version: str = "v1"
    ) -> object | None:
        answer = self._get(path, words, version, allow=frozenset({400, 404, 422}))
        return _value(answer) if answer.status < 300 else None

    def _get(
        self,
        path: str,
        words: Mapping[str, str],
        version: str = "v1",
        allow: frozenset[int] = frozenset(),
    ) -> "Answer":
        query = urlencode({name: value for name, value in words.items() if value})
        url = f"{self.server}/api/{version}/{path}?{query}"
        token = self._account.secrets["access_token"]
        headers = {"Authorization": f"Bearer {token}", "Accept": "application/json"}
        try:
            answer = self._http.request(
                "GET", url, None, headers, MAX_BODY_BYTES, follow=False
            )
        except FetchError as error:
            raise TemporaryListenError(
                CARD.name, self._address, error.reason
            ) from error
        if answer.status >= 300 and answer.status not in allow:
            raise self._refusal(answer)
        if answer.status < 300 and not isinstance(_value(answer), dict | list):
            reason = "the server's answer makes no sense"
            raise TemporaryListenError(CARD.name, self._address, reason)
        return answer

    def _refusal(self, answer: "Answer") -> Exception:
        status = answer.status
        if status in (404, 410):
            reason = f"your server has no such account any more (HTTP {status})"
            return PermanentListenError(CARD.name, self._address, reason)
        words = {
            401: "the server refuses the login: the access_token is wrong or expired",
            403: "the server forbids it: the access_token lacks the scope read",
            429: "the server asks to wait",
        }
        reason = words.get(status, "the server failed")
        return TemporaryListenError(
            CARD.name,
            self._address,
            f"{reason} (HTTP {status})",
            wait_of(answer.headers, self._now()),
        )


def wait_of(headers: Mapping[str, str], now: datetime) -> timedelta | None:
    """Return the wait that a server asks for, by either of two headers.

    Source: https://docs.joinmastodon.org/api/rate-limits/
    """
    seconds = retry_after_s(headers)
    if seconds is not None:
        return timedelta(seconds=seconds)
    if headers.get("x-ratelimit-remaining", "") != "0":
        return None
    try:
        reset = datetime.fromisoformat(headers.get("x-ratelimit-reset", ""))
        wait = (reset if reset.tzinfo else reset.replace(tzinfo=UTC)) - now
    except (ValueError, OverflowError):
        return None
    return min(max(wait, timedelta(0)), timedelta(seconds=MAX_RETRY_AFTER_S))


def _value(answer: "Answer") -> object:
    try:
        value: object = json.loads(answer.body)
    except (ValueError, RecursionError):
        return None
    return value


def _newest(answer: "Answer") -> str:
    """Return the id of the first of a list: the newest; "" when there is none."""
    value = _value(answer)
    first = value[0] if isinstance(value, list) and value else None
    found = first.get("id") if isinstance(first, dict) else None
    return str(found)[:100] if isinstance(found, str | int) else ""
