"""Proofs that were shown before: who saw one on the way cannot show it again."""

import threading
from collections import OrderedDict
from datetime import datetime
from hashlib import sha256
from typing import Final

from plexus_ld.errors import SignatureError
from plexus_ld.net.signing.message import WINDOW

#: Proofs that are remembered.
_MOST: Final = 20_000


class Replays:
    """Remembers proofs for as long as they would be taken; for several threads."""

    def __init__(self) -> None:
        self._shown: OrderedDict[bytes, datetime] = OrderedDict()
        self._lock = threading.Lock()

    def check(self, proof: bytes, now: datetime) -> None:
        """Refuse a proof that was shown before; remember one that was not.

        Args:
            proof: A good one: what is none would fill the memory.
            now: The time.

        Raises:
            SignatureError: It was.
        """
        name = sha256(proof).digest()
        # A clock may be ahead of ours by a window, and is believed for one more.
        past = now - 2 * WINDOW
        with self._lock:
            while self._shown and next(iter(self._shown.values())) < past:
                self._shown.popitem(last=False)
            if name in self._shown:
                raise SignatureError("the signature was shown before; sign again")
            self._shown[name] = now
            if len(self._shown) > _MOST:
                self._shown.popitem(last=False)
