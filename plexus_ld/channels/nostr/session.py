"""One connection to the owner's relays: sending, and the task that listens."""

import asyncio
from collections.abc import Iterable
from datetime import timedelta
from logging import getLogger
from typing import TYPE_CHECKING, Final

from plexus_ld.channels.live import LoopSession
from plexus_ld.channels.nostr.events import Draft, draft
from plexus_ld.channels.nostr.login import Login, key_of
from plexus_ld.errors import (
    PermanentDeliveryError,
    PermanentListenError,
    TemporaryDeliveryError,
    TemporaryListenError,
)
from plexus_ld.model.activity import Activity, Verb
from plexus_ld.model.delivery import Delivery, Receipt

if TYPE_CHECKING:
    from nostr_sdk import (
        Client,
        ClientNotificationStream,
        Event,
        PublicKey,
        UnsignedEvent,
    )

    from plexus_ld.channels.nostr.hearing import Ear

_log = getLogger(__name__)

#: For a relay to answer.
_ANSWER: Final = timedelta(seconds=15)
#: Words with which a relay says that no other try will help. NIP-01, "OK".
_FINAL: Final = ("blocked:", "invalid:", "pow:", "restricted:", "mute:")


class NostrSession(LoopSession):
    """A session of one key; see `Session`."""

    def __init__(self, login: Login, loop: asyncio.AbstractEventLoop) -> None:
        super().__init__("nostr", loop)
        self._login = login
        self._client: Client | None = None
        self._is_open = False
        self._tasks: list[asyncio.Task[None]] = []

    @property
    def is_open(self) -> bool:
        """Whether a relay is connected; looked after once a second."""
        return self._is_open

    @property
    def client(self) -> "Client":
        """The library's client."""
        assert self._client is not None  # noqa: S101 - made by `open`
        return self._client

    async def open(self) -> None:
        """Connect to all relays; one is enough to begin with.

        Raises:
            TemporaryListenError: None answers.
            PermanentListenError: One is no relay.
        """
        from nostr_sdk import (
            ClientBuilder,
            NostrSdkError,
            RelayUrl,
            SignerAuthenticator,
        )

        # Some relays show messages only to whom they are for. NIP-42.
        authenticator = SignerAuthenticator(self._login.keys)
        self._client = ClientBuilder().authenticator(authenticator).build()
        try:
            for relay in self._login.relays:
                await self._client.add_relay(RelayUrl.parse(relay))
        except NostrSdkError as error:
            raise PermanentListenError("nostr", "", "a relay has no address") from error
        outcome = await self._client.try_connect(_ANSWER)
        if not outcome.success:
            where = ", ".join(self._login.relays)
            raise TemporaryListenError("nostr", "", f"{where} cannot be reached")
        self._is_open = True
        self._tasks.append(asyncio.create_task(self._look_after()))

    async def listen(self, ear: "Ear") -> None:
        """Hear what was said since the cursor, and from now on."""
        stream = self.client.notifications()
        await ear.begin(self.client)
        self._tasks.append(asyncio.create_task(self._keep_listening(ear, stream)))

    async def _keep_listening(
        self, ear: "Ear", stream: "ClientNotificationStream"
    ) -> None:
        try:
            await ear.keep_listening(stream)
        finally:
            # Deaf is as good as gone: it is opened again.
            self._is_open = False

    async def leave(self) -> None:
        """Leave the relays."""
        self._is_open = False
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        if self._client is not None:
            await self._client.shutdown()

    async def _look_after(self) -> None:
        from nostr_sdk import RelayStatus

        while True:
            await asyncio.sleep(0.5)
            relays = (await self.client.relays()).values()
            if not any(relay.status() == RelayStatus.CONNECTED for relay in relays):
                self._is_open = False

    async def send(self, delivery: Delivery) -> Receipt:
        """Send, and wait until a relay has taken it."""
        verb = delivery.activity.verb
        receiver = key_of(str(delivery.point.address))
        if receiver is None:
            raise self._never(delivery, "no Nostr address like nostr:npub1…")
        if verb not in {Verb.CREATE, Verb.DELETE, Verb.LIKE}:
            raise self._never(delivery, f"Nostr knows no {verb.value}")
        if verb is Verb.DELETE and not delivery.remote_id:
            raise self._never(delivery, "what is to be deleted was never sent there")
        if verb is Verb.LIKE and not delivery.reply_to:
            raise self._never(delivery, "what is liked never came from there")
        said = draft(delivery, receiver.to_hex())
        name, event = self._event(delivery.activity, said, receiver)
        return await self._sent(delivery, name, event)

    def _event(
        self, activity: Activity, said: Draft, receiver: "PublicKey"
    ) -> tuple[str, "Event"]:
        """Sign what is public; wrap what is not, for the receiver's eyes alone."""
        from nostr_sdk import EventBuilder, Kind, Tag, Timestamp, nip59_make_gift_wrap

        keys = self._login.keys
        # The time is the activity's, so that each try makes the same event.
        made = (
            EventBuilder(Kind(said.kind), said.content)
            .tags([Tag.parse(list(tag)) for tag in said.tags])
            .custom_created_at(Timestamp.from_secs(int(activity.published.timestamp())))
        )
        if activity.is_public:
            event = made.finalize(keys)
            return event.id().to_hex(), event
        rumor = made.finalize_unsigned(keys.public_key()).ensure_id()
        return _id(rumor), nip59_make_gift_wrap(keys, receiver, rumor)

    async def _sent(self, delivery: Delivery, name: str, event: "Event") -> Receipt:
        from nostr_sdk import NostrSdkError

        address = str(delivery.point.address)
        try:
            outcome = await self.client.send_event(event, ok_timeout=_ANSWER)
        except NostrSdkError as error:
            raise TemporaryDeliveryError(
                "nostr", address, "no relay takes it", is_hosts=True
            ) from error
        if outcome.success:
            taken, all_of = len(outcome.success), len(self._login.relays)
            return Receipt(name, f"taken by {taken} of {all_of} relays")
        reasons = [str(reason) for reason in outcome.failed.values()]
        reason = f"no relay takes it: {_listed(reasons)}"
        if reasons and all(each.startswith(_FINAL) for each in reasons):
            raise self._never(delivery, reason)
        raise TemporaryDeliveryError("nostr", address, reason, is_hosts=True)

    def _never(self, delivery: Delivery, reason: str) -> PermanentDeliveryError:
        return PermanentDeliveryError("nostr", str(delivery.point.address), reason)


def _id(rumor: "UnsignedEvent") -> str:
    name = rumor.id()
    return str(name.to_hex()) if name is not None else ""


def _listed(reasons: Iterable[str]) -> str:
    return "; ".join(sorted({reason[:120] for reason in reasons}))
