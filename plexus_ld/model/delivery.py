"""Deliveries: one activity to one connection point, and what became of it."""

from dataclasses import dataclass
from enum import StrEnum

from rdflib import URIRef

from plexus_ld.model.activity import Activity, Attachment, Object
from plexus_ld.model.connection import Account, ConnectionPoint


class DeliveryState(StrEnum):
    """How a delivery stands; the names of the ontology's states."""

    #: To be tried now, or at its time.
    DUE = "due"
    #: The other side took it.
    TAKEN = "taken"
    #: To be tried again.
    WAITING = "waiting"
    #: The other side will not have it.
    REFUSED = "refused"
    #: Tried for too long.
    GIVEN_UP = "givenUp"


@dataclass(frozen=True, slots=True)
class Delivery:
    """One activity on its way to one point, as it is handed to a channel.

    Attributes:
        iri: Its own IRI.
        activity: What is sent.
        point: Where to.
        account: Which of the owner's accounts speaks.
        texts: The text as it fits this channel: several when it is split into a
            thread. Never empty; the one text may be "". Title, summary and link stand
            in it already, unless the channel's card `has_fields`.
        attachments: Those of the activity's that this channel takes.
        remote_id: For a change or a deletion: what the other side calls what was
            delivered before; "" when it is not known there.
        reply_to: For a reply, a like or a reshare: what the other side calls what it
            answers; "" when it is not known there.
        answered: For a reply: what it answers, as far as that is known here.
    """

    iri: URIRef
    activity: Activity
    point: ConnectionPoint
    account: Account
    texts: tuple[str, ...] = ("",)
    attachments: tuple[Attachment, ...] = ()
    remote_id: str = ""
    reply_to: str = ""
    answered: Object | None = None


@dataclass(frozen=True, slots=True)
class Receipt:
    """The other side's word that it took a delivery.

    Attributes:
        remote_id: What it calls what it took: a URL, a Message-ID; "" if it says
            nothing. By it a reply, an edit or a bounce finds the delivery again.
        note: What it said, in a few words: ``201 Created``. Never a secret.
    """

    remote_id: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class ReportedFailure:
    """A channel hears later that a delivery which was taken did not arrive: a bounce.

    Attributes:
        remote_id: What its receipt called it.
        address: To whom it did not arrive, as an IRI; "" when the report is silent.
        reason: What the other side says, in a few words.
        is_permanent: False when the other side still tries.
    """

    remote_id: str
    address: str
    reason: str
    is_permanent: bool = True
