"""The keys of other accounts, as their own servers tell them.

A key counts where the account that it names has it in its own document. Good and bad
answers are kept, and each host is asked so often a minute, so that nobody can aim us.
"""

import threading
from collections import OrderedDict
from datetime import datetime, timedelta
from typing import Final
from urllib.parse import urldefrag, urlsplit

from rdflib import URIRef

from plexus_ld.channels.activitypub.actors import Actors
from plexus_ld.clock import Clock
from plexus_ld.errors import DeliveryError, SignatureError
from plexus_ld.net.signing.values import PublicKey

_FRESH: Final = timedelta(hours=1)
_BAD: Final = timedelta(minutes=5)
_MOST: Final = 2_048
_LONGEST: Final = 10_000
#: Keys that one host is asked for in a minute.
MOST_A_MINUTE: Final = 30


class ActorKeys:
    """Finds keys by their ids; for several threads at once.

    Args:
        actors: Asks for the documents of accounts.
        now: The time.
    """

    def __init__(self, actors: Actors, now: Clock) -> None:
        self._actors = actors
        self._now = now
        self._kept: OrderedDict[str, tuple[datetime, PublicKey | None]] = OrderedDict()
        self._lately: dict[str, list[datetime]] = {}
        self._lock = threading.Lock()

    def find(self, key_id: str) -> PublicKey:
        """Return a key.

        Raises:
            SignatureError: It cannot be had, or is nobody's.
        """
        now = self._now()
        with self._lock:
            until, known = self._kept.get(key_id, (now, None))
        if until <= now:
            self._count(key_id, now)
            known = self._asked(key_id)
            until = now + (_BAD if known is None else _FRESH)
            with self._lock:
                self._kept[key_id] = (until, known)
                while len(self._kept) > _MOST:
                    self._kept.popitem(last=False)
        if known is None:
            raise SignatureError("the key of the signature cannot be had")
        return known

    def _count(self, key_id: str, now: datetime) -> None:
        host, since = urlsplit(key_id).netloc.lower(), now - timedelta(minutes=1)
        with self._lock:
            if len(self._lately) > _MOST:
                self._lately.clear()
            lately = [at for at in self._lately.get(host, ()) if since < at <= now]
            self._lately[host] = lately
            if len(lately) >= MOST_A_MINUTE:
                raise SignatureError("too many keys of this host in a minute")
            lately.append(now)

    def _asked(self, key_id: str) -> PublicKey | None:
        if not key_id.startswith(("https://", "http://")):
            return None
        url = urldefrag(key_id).url
        try:
            document = self._actors.document(url)
        except DeliveryError:
            return None
        told = document.get("publicKey")
        for one in told if isinstance(told, list) else [told]:
            if not isinstance(one, dict) or one.get("id") != key_id:
                continue
            owner, pem = one.get("owner"), one.get("publicKeyPem")
            is_own = isinstance(owner, str) and owner == document.get("id")
            if is_own and isinstance(pem, str) and len(pem) <= _LONGEST:
                return PublicKey(key_id, URIRef(str(owner)), pem.encode())
        return None
