"""Two accounts on a real server (snac2) that speaks Mastodon's client API."""

import time
from asyncio import AbstractEventLoop
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path

import pytest
from PIL import Image

from plexus_ld.channels.base import Tools
from plexus_ld.channels.mastodon import MastodonChannel, open_channel
from plexus_ld.channels.mastodon.card import CARD
from plexus_ld.clock import now
from plexus_ld.errors import TemporaryDeliveryError
from plexus_ld.model.activity import Attachment, Object, Privacy, Verb
from plexus_ld.model.arrival import Arrival
from plexus_ld.model.delivery import Delivery, Receipt
from plexus_ld.net.client import Client
from plexus_ld.settings import NetSettings
from tests.channels.contract import At, account_of, delivery_of, note_of, point_of
from tests.wire.snac import PATIENCE_S, added, begin, serving, token


@dataclass(frozen=True)
class Server:
    """A running server, the two accounts' tokens, and our channel."""

    url: str
    host: str
    tokens: dict[str, str]
    channel: MastodonChannel

    def at(self, whom: str, by: str) -> At:
        """A point that leads to one account, used by the other's token."""
        settings, secrets = {"server": self.url}, {"access_token": self.tokens[by]}
        return At(f"acct:{whom}@{self.host}", settings, secrets)

    def deliver(self, delivery: Delivery) -> Receipt:
        """Send as the outbox does: what fails for now is sent again.

        The server closes connections that it has let us keep.
        """
        for _ in range(4):
            with suppress(TemporaryDeliveryError):
                return self.channel.deliver(delivery)
        return self.channel.deliver(delivery)

    def heard(self, whom: str, by: str) -> list[Arrival]:
        """What one account hears of the other, all of it."""
        at = self.at(whom, by)
        points = (point_of(CARD, at),)
        polled = self.channel.poll(account_of(CARD, at), points, "")
        readings = [self.channel.read(raw) for raw in polled.raws]
        return [arrival for reading in readings for arrival in reading.arrivals]

    def hears(self, whom: str, by: str, words: str) -> Arrival:
        """Wait until one hears of the other what holds these words."""
        ends = time.monotonic() + PATIENCE_S
        while time.monotonic() < ends:
            for arrival in self.heard(whom, by):
                if words in (arrival.html, str(arrival.verb)) or words in arrival.html:
                    return arrival
            time.sleep(0.5)
        pytest.fail(f"{by} never heard {words!r} of {whom}")


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    folder = tmp_path_factory.mktemp("snac") / "data"
    host = begin(folder)
    passwords = {name: added(folder, name) for name in ("carol", "dave")}
    with (
        serving(folder),
        Client(NetSettings(allow_hosts=(host,))) as http,
    ):
        tokens = {name: token(http, host, name, passwords[name]) for name in passwords}
        channel = open_channel(Tools(http, now, no_loop))
        yield Server(f"http://{host}", host, tokens, channel)


def no_loop() -> AbstractEventLoop:
    raise LookupError


def sent(
    server: Server,
    item: Object,
    verb: Verb = Verb.CREATE,
    texts: tuple[str, ...] = (),
    remote_id: str = "",
) -> str:
    """Carol says, changes or deletes something in public."""
    made = prepared(server, item, verb)
    made = replace(made, texts=texts or made.texts, remote_id=remote_id)
    return server.deliver(made).remote_id


def prepared(
    server: Server,
    item: Object,
    verb: Verb = Verb.CREATE,
    privacy: Privacy = Privacy.PUBLIC,
    by: str = "carol",
    reply_to: str = "",
) -> Delivery:
    to = "dave" if by == "carol" else "carol"
    made = delivery_of(CARD, server.at(to, by), item, verb)
    said = replace(made.activity, privacy=privacy, published=now())
    return replace(made, activity=said, reply_to=reply_to)


def test_a_picture_goes_out_with_its_description(
    server: Server, tmp_path: Path
) -> None:
    file = tmp_path / "tea.png"
    Image.new("RGB", (8, 8), "brown").save(file)
    picture = Attachment("image/png", "tea.png", "A brown teapot", file)

    sent(server, note_of("Look at this pot", attachments=(picture,)))
    heard = server.hears("carol", "dave", "Look at this pot")

    assert heard.sender == f"acct:carol@{server.host}"
    assert not heard.is_private
    assert [one.alt for one in heard.attachments] == ["A brown teapot"]
    assert heard.attachments[0].media_type == "image/png"


def test_a_status_is_changed(server: Server) -> None:
    item = note_of("The bus leaves at two")

    name = sent(server, item)
    changed = note_of("The bus leaves at three")
    again = sent(server, changed, Verb.UPDATE, remote_id=name)
    heard = server.hears("carol", "dave", "The bus leaves at three")
    buses = [one for one in server.heard("carol", "dave") if "The bus" in one.html]

    assert again == name
    assert buses == [heard]


def test_the_same_delivery_sent_again_makes_nothing_twice(server: Server) -> None:
    public = prepared(server, note_of("Once in public"))
    private = prepared(server, note_of("Once for you"), privacy=Privacy.ADDRESSED)

    for delivery in (public, private):
        first = server.deliver(delivery)
        assert server.deliver(delivery) == first


def test_a_long_text_is_a_thread_that_can_be_changed(server: Server) -> None:
    item = note_of("Part of a saga")
    texts = ("Part of a saga (1/2)", "End of a saga (2/2)")
    longer = ("Part of a saga (1/3)", "More of a saga (2/3)", "End of a saga (3/3)")

    name = sent(server, item, texts=texts)
    sent(server, item, Verb.UPDATE, longer, name)
    heard = [one for one in server.heard("carol", "dave") if "of a saga" in one.html]

    assert len(heard) == 3
    for one, before, text in zip(heard, ("", *heard), longer, strict=False):
        assert text in one.html
        assert one.in_reply_to == ((before.id,) if isinstance(before, Arrival) else ())


def test_one_person_is_told_and_the_other_answers_and_likes(server: Server) -> None:
    text = "A word in private, not for @carol@elsewhere.example"
    private = prepared(server, note_of(text), privacy=Privacy.ADDRESSED)
    server.deliver(private)
    asked = sent(server, note_of("Who likes tea?"))

    for verb in (Verb.CREATE, Verb.LIKE):
        back = prepared(server, note_of("I do"), verb, Privacy.ADDRESSED, "dave", asked)
        server.deliver(back)
    told = server.hears("carol", "dave", "A word in private")
    answer = server.hears("dave", "carol", "I do")
    liked = server.hears("dave", "carol", "Like")

    assert told.is_private
    assert "@carol" not in told.html
    assert answer.is_private
    assert answer.in_reply_to == (asked,)
    assert asked in liked.target
    assert liked.sender == f"acct:dave@{server.host}"
