"""Asking and posting in somebody's name, in the kind of signature that a host takes.

One kind first; a host that refuses it is asked once more in the other one, and
remembered. Source: https://swicg.github.io/activitypub-http-signature/ §"double-knock"
"""

import threading
from collections import OrderedDict
from collections.abc import Callable
from typing import Final, Literal

from plexus_ld.clock import Clock
from plexus_ld.errors import FetchError
from plexus_ld.net.client import Answer, Client
from plexus_ld.net.redirects import MAX_REDIRECTS, checked, origin, target_of
from plexus_ld.net.signing import cavage, message
from plexus_ld.net.signing.values import SigningKey

_Method = Literal["GET", "POST"]
_KINDS: Final = (message, cavage)
#: Answers that may mean: not in this kind of signature.
_REFUSED: Final = frozenset({400, 401, 403})
#: Hosts whose kind is remembered.
_MOST: Final = 10_000


class SignedClient:
    """The door to the network, with the owner's name on what goes out by it.

    Args:
        client: The door.
        key: Gives what signs.
        clock: Tells the time.
        older_first: Whether the older kind is tried first: where servers take what
            they cannot verify, and drop it afterwards, without a word.
    """

    def __init__(
        self,
        client: Client,
        key: Callable[[], SigningKey],
        clock: Clock,
        *,
        older_first: bool = False,
    ) -> None:
        self._client = client
        self._key = key
        self._clock = clock
        self._kinds = _KINDS[::-1] if older_first else _KINDS
        self._second: OrderedDict[str, None] = OrderedDict()
        self._lock = threading.Lock()

    def get(self, url: str, accept: str) -> Answer:
        """Get one document; each address that it leads to is asked in our name too.

        Raises:
            FetchError: There is no answer, or it leads nowhere.
        """
        for _ in range(MAX_REDIRECTS + 1):
            answer = self._knock("GET", url, b"", {"accept": accept})
            target = target_of("GET", url, answer.status, answer.headers)
            if target is None:
                return answer
            url = checked(target, named_by=url)
        reason = f"redirects more than {MAX_REDIRECTS} times"
        raise FetchError(url, reason)

    def post(self, url: str, body: bytes, media_type: str) -> Answer:
        """Post one document; it goes where it is sent and nowhere else.

        Raises:
            FetchError: There is no answer.
        """
        return self._knock("POST", url, body, {"content-type": media_type})

    def _knock(
        self, method: _Method, url: str, body: bytes, headers: dict[str, str]
    ) -> Answer:
        host = origin(url)
        kinds = self._kinds[::-1] if self._takes_second(host) else self._kinds
        answer = self._asked(kinds[0], method, url, body, headers)
        if answer.status not in _REFUSED:
            return answer
        second = self._asked(kinds[1], method, url, body, headers)
        if second.status in _REFUSED:
            return answer
        self._remember(host, is_second=kinds[1] is self._kinds[1])
        return second

    def _asked(
        self,
        kind: object,
        method: _Method,
        url: str,
        body: bytes,
        headers: dict[str, str],
    ) -> Answer:
        sign = cavage.signed_headers if kind is cavage else message.signed_headers
        proof = sign(method, url, body, self._key(), self._clock())
        return self._client.request(
            method,
            url,
            body or None,
            {**headers, **proof},
            follow=False,
            # What is signed is known again by its id.
            is_repeatable=True,
        )

    def _takes_second(self, host: str) -> bool:
        with self._lock:
            return host in self._second

    def _remember(self, host: str, *, is_second: bool) -> None:
        with self._lock:
            if not is_second:
                self._second.pop(host, None)
                return
            self._second[host] = None
            if len(self._second) > _MOST:
                self._second.popitem(last=False)
