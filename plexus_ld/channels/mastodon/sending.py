"""What the owner shares, as statuses of their account, by Mastodon.py.

The same delivery, sent again after a lost answer, makes nothing twice: the server is
told the key of each status (it keeps that for an hour), and the newest statuses of the
account are looked through first.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from html import unescape
from time import sleep
from typing import TYPE_CHECKING, Any, Final

from plexus_ld.channels.mastodon.asking import Asker
from plexus_ld.channels.mastodon.card import CARD, handle_of, id_on, status_of
from plexus_ld.errors import PermanentDeliveryError, TemporaryDeliveryError
from plexus_ld.model.activity import Attachment, Kind, Verb
from plexus_ld.model.delivery import Delivery, Receipt

if TYPE_CHECKING:
    from mastodon import Mastodon

#: Keeps an "@" from being a mention: a word joiner after it, which nobody sees.
_NO_MENTION: Final = "@\N{WORD JOINER}"
#: Characters of a description that a server takes.
_LONGEST_ALT: Final = 1500
#: Of a medium that the server still works on: looks, and seconds between two.
_LOOKS, _PAUSE_S = 20, 0.5
#: Own statuses that are looked through for one that is there already.
_LOOKED_THROUGH: Final = 20


@dataclass(frozen=True, slots=True)
class Sending:
    """One delivery on its way to one server.

    Attributes:
        client: Mastodon.py, logged in.
        asker: For what is looked up.
        delivery: What is sent.
    """

    client: "Mastodon"
    asker: Asker
    delivery: Delivery

    def done(self) -> Receipt:
        """Do what the activity says, and return the server's word."""
        verb = self.delivery.activity.verb
        if verb is Verb.UPDATE:
            return self._changed()
        if verb is Verb.DELETE:
            return self._deleted()
        if verb is Verb.LIKE:
            return self._receipt(self.client.status_favourite(self._target()))
        if verb is Verb.ANNOUNCE and self.delivery.activity.is_public:
            return self._receipt(self.client.status_reblog(self._target()))
        return self._posted(self._texts())

    def _posted(self, texts: tuple[str, ...]) -> Receipt:
        before = self._answered()
        media: list[str] | None = None
        first: Any = None
        mine = self._own_statuses()
        for number, text in enumerate(texts):
            status = self._find(mine, text, before)
            if status is None:
                media = self._media() if number == 0 else []
                status = self._post(text, before, media, number)
            first, before = first or status, str(status["id"])
        return self._receipt(first)

    def _post(self, text: str, before: str, media: list[str], number: int) -> Any:
        item, activity = self.delivery.activity.object, self.delivery.activity
        # One public status, however many people have a point that leads to it.
        key = activity.iri if activity.is_public else self.delivery.iri
        warning = self._warning() if number == 0 else ""
        return self.client.status_post(
            text,
            in_reply_to_id=before or None,
            media_ids=media or None,
            sensitive=bool(warning),
            visibility=self._visibility,
            spoiler_text=warning or None,
            language=item.language.partition("-")[0] or None,
            idempotency_key=f"{key}#{number}",
        )

    @property
    def _visibility(self) -> str:
        return "public" if self.delivery.activity.is_public else "direct"

    def _warning(self) -> str:
        """Return what stands before the text; of an article it is only its summary."""
        item = self.delivery.activity.object
        return item.summary if item.kind not in (Kind.ARTICLE, Kind.PAGE) else ""

    def _texts(self) -> tuple[str, ...]:
        first, *others = self.delivery.texts
        warning = self._warning()
        if warning:
            first = first.removeprefix(warning).lstrip("\n")
        if self.delivery.activity.is_public:
            return (first, *others)
        # Whoever is mentioned in a direct status may read it: nobody but the one.
        mention = f"@{self._handle()}"
        quiet = (re.sub(r"@(?=\w)", _NO_MENTION, text) for text in (first, *others))
        return tuple(f"{mention} {text}".rstrip() for text in quiet)

    def _handle(self) -> str:
        address = str(self.delivery.point.address)
        handle = handle_of(address) or str(self.asker.account().get("acct"))
        return self.asker.local(handle)

    def _answered(self) -> str:
        """Return the id of what is answered; "" when nothing is, or it is not there."""
        item = self.delivery.activity.object
        names = (self.delivery.reply_to, str(item.in_reply_to or ""))
        return self._known(names)

    def _target(self) -> str:
        """Return the id of what is liked or reshared."""
        item = self.delivery.activity.object
        found = self._known((self.delivery.reply_to, item.url, str(item.iri)))
        if not found:
            reason = "your server does not have what this is about"
            raise PermanentDeliveryError(CARD.name, self._address, reason)
        return found

    def _known(self, names: tuple[str, ...]) -> str:
        for name in filter(None, names):
            found = status_of(name, self.asker.server)
            if not found and name.startswith(("http://", "https://")):
                found = self.asker.status_id(name)
            if found:
                return found
        return ""

    @property
    def _address(self) -> str:
        return str(self.delivery.point.address)

    def _own_statuses(self) -> list[Any]:
        me = str(self.client.account_verify_credentials()["id"])
        found = list(self.client.account_statuses(me, limit=_LOOKED_THROUGH))
        if not self.delivery.activity.is_public:  # some servers list these here only
            found += self.client.timeline_home(limit=_LOOKED_THROUGH)
        return [one for one in found if str(one["account"]["id"]) == me]

    def _find(self, mine: list[Any], text: str, before: str) -> Any | None:
        """Return the status that says this, if it is newer than the activity."""
        wanted = _letters(text)
        since = self.delivery.activity.published.replace(microsecond=0)
        for status in mine:
            same = _letters(_plain(str(status.get("content") or ""))) == wanted
            hangs = str(status.get("in_reply_to_id") or "") == before
            # Some servers call a direct status private.
            seen = (status.get("visibility") == "public") == (
                self._visibility == "public"
            )
            new = _when(status) >= since
            if wanted and same and hangs and seen and new and self._is_theirs(status):
                return status
        return None

    def _is_theirs(self, status: Any) -> bool:
        """Tell whether a direct status is for the one, and not for a namesake."""
        if self.delivery.activity.is_public:
            return True
        mentioned = [str(one.get("acct")) for one in status.get("mentions") or ()]
        return any(self.asker.is_same(one, self._handle()) for one in mentioned)

    def _changed(self) -> Receipt:
        chain = list(self._chain())
        if not chain:
            return self._posted(self._texts())
        texts = self._texts()
        for number, (status, text) in enumerate(zip(chain, texts, strict=False)):
            warning = self._warning() if number == 0 else ""
            media = self._kept_media(status) if number == 0 else []
            self.client.status_update(
                status["id"],
                text,
                spoiler_text=warning or None,
                sensitive=bool(warning),
                media_ids=media or None,
            )
        for number, text in enumerate(texts[len(chain) :], len(chain)):
            chain.append(self._post(text, str(chain[-1]["id"]), [], number))
        for status in chain[len(texts) :]:
            self.client.status_delete(status["id"])
        return self._receipt(chain[0])

    def _deleted(self) -> Receipt:
        for status in reversed(list(self._chain())):
            self.client.status_delete(status["id"])
        return Receipt(self.delivery.remote_id, "deleted")

    def _chain(self) -> Iterator[Any]:
        """Yield the status that was delivered, and those that continue it."""
        from mastodon import MastodonNotFoundError

        first = status_of(self.delivery.remote_id, self.asker.server)
        if not first:
            return
        try:
            status = self.client.status(first)
            after = list(self.client.status_context(first)["descendants"])
        except MastodonNotFoundError:
            return
        yield status
        author, before, number = status["account"]["id"], status["id"], 2
        for other in after:
            marked = re.search(rf"\({number}/\d+\)\s*$", _plain(other["content"]))
            own = other["account"]["id"] == author
            if marked and own and other["in_reply_to_id"] == before:
                yield other
                before, number = other["id"], number + 1

    def _media(self) -> list[str]:
        return [self._uploaded(one) for one in self.delivery.attachments if one.file]

    def _kept_media(self, status: Any) -> list[str]:
        kept = [str(one["id"]) for one in status.get("media_attachments") or ()]
        same = len(kept) == len(self.delivery.attachments)
        return kept if same else self._media()

    def _uploaded(self, attachment: Attachment) -> str:
        file = attachment.file
        if file is None or not file.is_file():
            reason = f"the attachment {attachment.name!r} is gone"
            raise PermanentDeliveryError(CARD.name, self._address, reason)
        with file.open("rb") as opened:
            medium = self.client.media_post(
                opened,
                attachment.media_type,
                attachment.alt[:_LONGEST_ALT],
                file_name=attachment.name or file.name,
            )
        for _ in range(_LOOKS):
            if medium.get("url"):
                return str(medium["id"])
            sleep(_PAUSE_S)
            medium = self.client.media(medium["id"])
        reason = "the server is still busy with an attachment"
        raise TemporaryDeliveryError(CARD.name, self._address, reason)

    def _receipt(self, status: Any) -> Receipt:
        name = id_on(self.asker.server, str(status["id"]))
        return Receipt(name, str(status.get("url") or "")[:500])


def _plain(html: str) -> str:
    return unescape(re.sub(r"<[^>]*>", "", re.sub(r"</p>|<br[^>]*>", "\n", html)))


def _letters(text: str) -> str:
    """Return what is left of a text, however a server marks up and shortens it."""
    named = re.sub(r"(@[\w.-]+)@[\w.:-]+", r"\1", text)
    return "".join(filter(str.isalnum, named)) or "".join(named.split())


def _when(status: Any) -> datetime:
    made = status.get("created_at")
    if not isinstance(made, datetime):
        return datetime.min.replace(tzinfo=UTC)
    return made if made.tzinfo else made.replace(tzinfo=UTC)
