"""The channel: what it sends, to whom, and by which inbox."""

import json
import threading
from base64 import b64encode
from collections import OrderedDict
from collections.abc import Callable
from typing import TYPE_CHECKING, Final

from plexus_ld.channels.activityjson import Json, from_json
from plexus_ld.channels.activitypub.actors import Actors
from plexus_ld.channels.activitypub.card import ACTIVITY, CARD, MAX_BYTES, NAME
from plexus_ld.channels.activitypub.wording import Ours, activity_json, is_for_all
from plexus_ld.errors import (
    DeliveryError,
    FetchError,
    ForbiddenAddressError,
    GoneDeliveryError,
    PermanentDeliveryError,
    TemporaryDeliveryError,
)
from plexus_ld.model.activity import Attachment, Verb
from plexus_ld.model.actor import Actor
from plexus_ld.model.arrival import Raw, Reading
from plexus_ld.model.delivery import Delivery, Receipt
from plexus_ld.model.permalink import media_name
from plexus_ld.net.patience import is_temporary, retry_after, words_of

if TYPE_CHECKING:
    from plexus_ld.channels.base import Tools
    from plexus_ld.net.client import Answer

__all__ = ["CARD", "ActivityPubChannel"]

#: Servers of which is remembered that they were told something already.
_MOST_TOLD: Final = 10_000
_NO_ADDRESS: Final = (
    "others cannot answer an agent without an address; "
    "`plexus me move https://you.example/`, or the setting web.address, gives it one"
)


def read(raw: Raw) -> Reading:
    """Make an arrival of an activity that came to the inbox.

    Raises:
        ParseError: It says nothing.
    """
    return Reading((from_json(raw.body),))


class ActivityPubChannel:
    """Sends to other servers, as the owner's account.

    Args:
        tools: What a channel works with.

    Attributes:
        card: What it can do.
        actors: Finds accounts.
    """

    card = CARD

    def __init__(self, tools: "Tools") -> None:
        self._tools = tools
        self.actors = Actors(tools.http, tools.signed, tools.now)
        self._lock = threading.Lock()
        self._told: OrderedDict[tuple[str, str], _Once] = OrderedDict()

    @property
    def read(self) -> Callable[[Raw], Reading]:
        """The pure function from bytes to arrivals."""
        return read

    def deliver(self, delivery: Delivery) -> Receipt:
        """Send one activity to one account. See `Sharer.deliver`.

        What everybody may read is sent to each server once, for all of its accounts.
        """
        address, site = str(delivery.point.address), self._tools.site()
        if not site.is_known:
            raise PermanentDeliveryError(NAME, address, _NO_ADDRESS)
        whom = self.actors.find(address)
        if delivery.activity.sealed:
            return self._sent(delivery, whom, whom.inbox, delivery.activity.sealed)
        ours = Ours(site.actor, site.url("followers"))
        body = _bytes(activity_json(delivery, ours, whom, self._url_of(delivery)))
        if len(body) > MAX_BYTES:
            reason = f"{len(body)} bytes are more than an inbox takes"
            raise PermanentDeliveryError(NAME, address, reason)
        if whom.shared_inbox and is_for_all(delivery):
            once = self._once(str(delivery.activity.iri), whom.shared_inbox)
            return once.done(
                lambda: self._sent(delivery, whom, whom.shared_inbox, body)
            )
        return self._sent(delivery, whom, whom.inbox, body)

    def tell(self, whom: Actor, told: Json) -> None:
        """Send something about a connection, made already.

        Raises:
            DeliveryError: It was not taken.
        """
        self._posted(whom.iri, whom.inbox, _bytes(told))

    def _once(self, activity: str, inbox: str) -> "_Once":
        with self._lock:
            once = self._told.setdefault((activity, inbox), _Once())
            while len(self._told) > _MOST_TOLD:
                self._told.popitem(last=False)
            return once

    def _url_of(self, delivery: Delivery) -> Callable[[Attachment], str]:
        """Return what tells where an attachment lies.

        What everybody may see lies on the web; anything else goes along.
        """
        site, is_public = self._tools.site(), delivery.activity.is_public

        def url_of(one: Attachment) -> str:
            name = media_name(one)
            if name and is_public:
                return site.url(name)
            if one.url or one.file is None:
                return one.url
            try:
                content = b64encode(one.file.read_bytes()).decode()
            except OSError as error:
                address, reason = str(delivery.point.address), "an attachment is gone"
                raise PermanentDeliveryError(NAME, address, reason) from error
            return f"data:{one.media_type};base64,{content}"

        return url_of

    def _sent(
        self, delivery: Delivery, whom: Actor, inbox: str, body: bytes
    ) -> Receipt:
        address = str(delivery.point.address)
        try:
            answer = self._posted(address, inbox, body)
        except DeliveryError:
            self.actors.forget(address)
            self.actors.forget(whom.iri)
            raise
        activity = delivery.activity
        is_said = activity.verb in (Verb.CREATE, Verb.UPDATE)
        name = str(activity.object.iri if is_said else activity.iri)
        return Receipt(name, f"HTTP {answer.status}")

    def _posted(self, address: str, inbox: str, body: bytes) -> "Answer":
        try:
            answer = self._tools.signed().post(inbox, body, ACTIVITY)
        except ForbiddenAddressError as error:
            raise PermanentDeliveryError(NAME, address, error.reason) from error
        except FetchError as error:
            raise TemporaryDeliveryError(
                NAME, address, error.reason, is_hosts=True
            ) from error
        if not 200 <= answer.status < 300:
            raise _refusal(answer, address)
        return answer


class _Once:
    """Something that is done once, whoever asks; what fails is done again."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._receipt: Receipt | None = None

    def done(self, do: Callable[[], Receipt]) -> Receipt:
        with self._lock:
            if self._receipt is None:
                self._receipt = do()
            return self._receipt


def _bytes(told: Json) -> bytes:
    text = json.dumps(told, ensure_ascii=False, separators=(",", ":"))
    return text.encode("utf-8", "replace")


def _refusal(answer: "Answer", address: str) -> DeliveryError:
    status, reason = answer.status, words_of(answer.status)
    if status == 410:
        return GoneDeliveryError(NAME, address, "the account is gone (HTTP 410)")
    # 401: it could not have our key just now, perhaps.
    if is_temporary(status) or status == 401:
        wait = retry_after(answer.headers)
        is_hosts = status in (429, 503)
        return TemporaryDeliveryError(NAME, address, reason, wait, is_hosts=is_hosts)
    return PermanentDeliveryError(NAME, address, reason)
