"""A live channel without a network: a speaking tube, for tests of who uses one."""

from collections.abc import Callable
from dataclasses import dataclass, field

from plexus_ld.channels.base import OnArrival
from plexus_ld.errors import ListenError
from plexus_ld.model.activity import Privacy
from plexus_ld.model.arrival import Raw, Reading
from plexus_ld.model.capability import CapabilityCard, Role
from plexus_ld.model.connection import Account, ConnectionPoint
from plexus_ld.model.delivery import Delivery, Receipt
from tests.channels.contract import At

CARD = CapabilityCard(
    name="spoken",
    title="Speaking tube",
    summary="A tube through the wall.",
    roles=frozenset({Role.LIVE}),
    address_example="tube:bob",
    privacy=frozenset({Privacy.ADDRESSED}),
)
AT = At("tube:bob")
ACCOUNT = Account("spoken", settings={"end": "mine"})


@dataclass
class Tube:
    """A session of the fake channel."""

    channel: "Spoken"
    cursor: str
    on_arrival: OnArrival | None
    points: tuple[ConnectionPoint, ...]
    is_open: bool = True
    delivered: list[Delivery] = field(default_factory=list)

    def deliver(self, delivery: Delivery) -> Receipt:
        if self.channel.answer is not None:
            raise self.channel.answer
        self.delivered.append(delivery)
        return Receipt(f"tube {len(self.channel.opened)}")

    def close(self) -> None:
        self.is_open = False

    def say(self, words: str, cursor: str) -> None:
        assert self.on_arrival is not None
        self.on_arrival(Raw("spoken", words.encode()), cursor)


@dataclass
class Spoken:
    """A live channel without a network."""

    card: CapabilityCard = CARD
    opened: list[Tube] = field(default_factory=list)
    refusals: list[ListenError] = field(default_factory=list)
    answer: Exception | None = None
    accounts: list[Account] = field(default_factory=list)

    @property
    def read(self) -> Callable[[Raw], Reading]:
        return lambda _: Reading()

    def connect(
        self,
        account: Account,
        points: tuple[ConnectionPoint, ...],
        cursor: str,
        on_arrival: OnArrival | None,
    ) -> Tube:
        self.accounts.append(account)
        if self.refusals:
            raise self.refusals.pop(0)
        tube = Tube(self, cursor, on_arrival, points)
        self.opened.append(tube)
        return tube


class Ticks:
    """Seconds that go on when they are told to."""

    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now
