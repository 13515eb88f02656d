"""One Matrix login: sending into rooms, and the task that listens."""

import asyncio
from collections.abc import Mapping
from datetime import timedelta
from logging import getLogger
from typing import TYPE_CHECKING, Any, Final

from plexus_ld.channels.live import LoopSession
from plexus_ld.channels.matrix import contents
from plexus_ld.channels.matrix.addresses import Login
from plexus_ld.channels.matrix.api import Api
from plexus_ld.channels.matrix.rooms import room_of
from plexus_ld.errors import (
    DeliveryError,
    FetchError,
    PermanentDeliveryError,
    TemporaryDeliveryError,
    TemporaryListenError,
)
from plexus_ld.model.activity import Verb
from plexus_ld.model.delivery import Delivery, Receipt

if TYPE_CHECKING:
    from plexus_ld.channels.matrix.hearing import Ear

_log = getLogger(__name__)

#: Parts of one activity that are deleted with it; a delivery has fewer.
_MOST_PARTS: Final = 100


class MatrixSession(LoopSession):
    """A session of one account; see `Session`."""

    def __init__(self, login: Login, loop: asyncio.AbstractEventLoop) -> None:
        super().__init__("matrix", loop)
        self._login = login
        self._api: Api | None = None
        self._is_open = False
        self._listening: asyncio.Task[None] | None = None
        self._rooms: dict[str, str] = {}

    @property
    def is_open(self) -> bool:
        """Whether it still stands."""
        return self._is_open

    @property
    def api(self) -> Api:
        """The homeserver."""
        assert self._api is not None  # noqa: S101 - made by `open`
        return self._api

    async def open(self) -> None:
        """Log in, on the loop; raises as `Live.connect` does."""
        self._api = Api(self._login)
        await self._api.log_in()
        self._is_open = True

    async def listen(self, ear: "Ear") -> None:
        """Hear from now on, or from the cursor on.

        Raises:
            TemporaryListenError: The homeserver does not answer.
        """
        try:
            await ear.begin()
        except FetchError as error:
            raise TemporaryListenError("matrix", "", error.reason) from error
        self._listening = asyncio.create_task(self._keep_listening(ear))

    async def leave(self) -> None:
        """Log out."""
        self._is_open = False
        if self._listening is not None:
            self._listening.cancel()
            await asyncio.gather(self._listening, return_exceptions=True)
        if self._api is not None:
            await self._api.close()

    async def _keep_listening(self, ear: "Ear") -> None:
        try:
            while self._is_open:
                await ear.listen()
        except FetchError as error:
            _log.info("the Matrix server is lost: %s", error.reason)
        finally:
            self._is_open = False

    async def send(self, delivery: Delivery) -> Receipt:
        """Send, and wait until the homeserver has taken all of it."""
        ways = {
            Verb.CREATE: self._create,
            Verb.UPDATE: self._update,
            Verb.DELETE: self._delete,
            Verb.LIKE: self._like,
        }
        way = ways.get(delivery.activity.verb)
        if way is None:
            verb = delivery.activity.verb.value
            raise self._never(delivery, f"Matrix knows no {verb}")
        address = str(delivery.point.address)
        try:
            if address not in self._rooms:
                self._rooms[address] = await room_of(self.api, address)
            return await way(delivery, self._rooms[address])
        except FetchError as error:
            self._rooms.pop(address, None)
            raise self._error(delivery, error) from error

    async def _create(self, delivery: Delivery, room: str) -> Receipt:
        messages = await self._messages(delivery)
        first = ""
        for number, message in enumerate(messages):
            relation = dict(contents.part_of(first)) if first else {}
            if delivery.reply_to and not first:
                relation |= contents.answers(delivery.reply_to)
            content = {**message, **({"m.relates_to": relation} if relation else {})}
            sent = await self._event(delivery, room, content, number)
            first = first or sent
        return Receipt(first, f"taken by {self._login.homeserver}")

    async def _messages(self, delivery: Delivery) -> list[dict[str, object]]:
        texts = [text for text in delivery.texts if text]
        if not texts and not delivery.attachments:
            texts = [""]
        messages = [contents.text(delivery, text) for text in texts]
        for attachment in delivery.attachments:
            if attachment.file is None:
                messages.append(contents.text(delivery, attachment.url))
                continue
            try:
                uri = await self.api.upload(
                    attachment.file, attachment.media_type, attachment.name
                )
            except OSError as error:
                reason = f"{attachment.name or 'a file'} cannot be read"
                raise self._never(delivery, reason) from error
            messages.append(contents.file(attachment, uri))
        files = [each for each in messages if "url" in each]
        messages[0][contents.SAID] = contents.said(delivery, files)
        return messages

    async def _update(self, delivery: Delivery, room: str) -> Receipt:
        if not delivery.remote_id:
            raise self._never(delivery, "what is to be changed was never sent there")
        body = "\n\n".join(filter(None, delivery.texts))
        content = contents.text(delivery, body)
        content[contents.SAID] = contents.said(delivery)
        changed = contents.edit(content, delivery.remote_id)
        await self._event(delivery, room, changed, 0)
        return Receipt(delivery.remote_id, "changed")

    async def _delete(self, delivery: Delivery, room: str) -> Receipt:
        if not delivery.remote_id:
            raise self._never(delivery, "what is to be deleted was never sent there")
        parts = await self._parts(room, delivery.remote_id)
        for number, event in enumerate((*parts, delivery.remote_id)):
            name = contents.transaction(delivery, number)
            await self.api.call("PUT", ("rooms", room, "redact", event, name), {})
        return Receipt(delivery.remote_id, "deleted")

    async def _parts(self, room: str, first: str) -> tuple[str, ...]:
        path = ("rooms", room, "relations", first, contents.PART)
        try:
            answer = await self.api.call(
                "GET",
                path,
                query={"limit": str(_MOST_PARTS)},
                base="/_matrix/client/v1",
            )
        except FetchError as error:
            if error.status in {400, 404}:
                return ()  # an old server: the first event is all that can be found
            raise
        chunk = answer.get("chunk")
        events = chunk if isinstance(chunk, list) else []
        return tuple(
            str(event["event_id"])
            for event in events
            if isinstance(event, Mapping)
            and event.get("sender") == self.api.user
            and isinstance(event.get("event_id"), str)
        )

    async def _like(self, delivery: Delivery, room: str) -> Receipt:
        if not delivery.reply_to:
            raise self._never(delivery, "what is liked never came from there")
        content = contents.like(delivery.reply_to)
        content[contents.SAID] = contents.said(delivery)
        event = await self._event(delivery, room, content, 0, "m.reaction")
        return Receipt(event, "liked")

    async def _event(
        self,
        delivery: Delivery,
        room: str,
        content: Mapping[str, Any],
        number: int,
        kind: str = "m.room.message",
    ) -> str:
        name = contents.transaction(delivery, number)
        path = ("rooms", room, "send", kind, name)
        answer = await self.api.call("PUT", path, content)
        return str(answer.get("event_id", ""))

    def _never(self, delivery: Delivery, reason: str) -> PermanentDeliveryError:
        return PermanentDeliveryError("matrix", str(delivery.point.address), reason)

    def _error(self, delivery: Delivery, error: FetchError) -> DeliveryError:
        """Tell what an answer that refuses means for a delivery."""
        status, address = error.status, str(delivery.point.address)
        if status in {None, 401}:
            self._is_open = False
        if status in {None, 401, 408, 429} or (status or 0) >= 500:
            wait = error.retry_after_s
            return TemporaryDeliveryError(
                "matrix",
                address,
                error.reason,
                timedelta(seconds=wait) if wait else None,
                is_hosts=True,
            )
        return PermanentDeliveryError("matrix", address, error.reason)
