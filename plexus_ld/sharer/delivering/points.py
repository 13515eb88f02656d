"""The points that a delivery passes, by name: the crash proof ends the process there.

What is between any two of them may be done once more after a crash, and never less
than once: the mark stands behind the send.
"""

from collections.abc import Callable
from typing import Final

#: Told the name of each point that is passed.
At = Callable[[str], None]

#: It is out of its host's heap; nothing was sent.
TAKEN_UP: Final = "taken up"
#: All that the channel needs was read; nothing was sent.
BEFORE_SEND: Final = "before the send"
#: The other side took it; only this process knows.
AFTER_SEND: Final = "after the send"
#: Its host may have the next one; it is not marked.
LANDED: Final = "landed"
#: Its mark is about to be written, with those of others.
BEFORE_MARK: Final = "before the mark"
#: Its mark is on the disk.
AFTER_MARK: Final = "after the mark"
#: It is out of flight; what follows it is not on the desk yet.
PUT_BACK: Final = "put back"

#: All of them, in the order in which a delivery passes them.
POINTS: Final = (
    TAKEN_UP,
    BEFORE_SEND,
    AFTER_SEND,
    LANDED,
    BEFORE_MARK,
    AFTER_MARK,
    PUT_BACK,
)
