"""One try of one delivery: whatever happens, an outcome comes of it."""

import logging
import traceback
from collections.abc import Callable

from plexus_ld.clock import Clock
from plexus_ld.errors import PlexusError, SharingError
from plexus_ld.model.delivery import Delivery, Receipt
from plexus_ld.sharer.delivering.outcome import Ending, Outcome, outcome_of
from plexus_ld.sharer.delivering.points import AFTER_SEND, BEFORE_SEND, At
from plexus_ld.sharer.delivering.ways import Ways
from plexus_ld.sharer.outbox import DeliveryRecord

_LOG = logging.getLogger(__name__)

#: Sends a delivery by whatever way its channel has; raises as `Sharer.deliver` does.
Wire = Callable[[Delivery], Receipt]


class Trying:
    """Tries deliveries; for several threads at once."""

    def __init__(self, ways: Ways, wire: Wire, clock: Clock, at: At) -> None:
        self._ways = ways
        self._wire = wire
        self._clock = clock
        self._at = at
        self._faults: set[str] = set()

    def outcome(self, record: DeliveryRecord) -> Outcome:
        """Try once, and say what it came to. Never raises an `Exception`."""
        try:
            return self._tried(record)
        except SharingError as error:
            return Outcome(Ending.CLOSED, str(error))  # what was said is no more
        except PlexusError as error:
            return outcome_of(error)
        except Exception as error:  # noqa: BLE001 - a third party's channel ends here
            # A fault in somebody's channel must not end the loop that all share, nor
            # lose what it was given; its words may hold a secret, and are not kept.
            where = traceback.extract_tb(error.__traceback__)[-1]
            kind = type(error).__name__
            place = f"{where.name}, line {where.lineno}"
            self._log(record, f"{kind} in {place}")
            return Outcome(Ending.FAILED, f"the channel has a fault: {kind} in {place}")

    def _log(self, record: DeliveryRecord, fault: str) -> None:
        """Log a fault, the same one once: it may meet every delivery."""
        if fault not in self._faults:
            self._faults.add(fault)
            _LOG.error("%s: a channel has a fault: %s", record.iri, fault)

    def _tried(self, record: DeliveryRecord) -> Outcome:
        hindrance = self._ways.hindrance(record, self._clock())
        if hindrance is not None:
            return hindrance
        delivery = self._ways.delivery(record)
        self._at(BEFORE_SEND)
        receipt = self._wire(delivery)
        self._at(AFTER_SEND)
        return Outcome(Ending.TAKEN, receipt=receipt)
