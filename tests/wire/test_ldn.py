"""Inboxes on a real Solid server, with its login."""

import json
import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from plexus_ld.channels.ldn import CARD, open_channel
from plexus_ld.errors import PermanentListenError
from plexus_ld.model.connection import Account
from plexus_ld.net.client import Client
from plexus_ld.net.login.door import Door
from plexus_ld.settings import NetSettings
from tests.channels.contract import At, delivery_of, note_of, point_of, tools_of
from tests.wire.pod import Pod, new_pod, solid_server

PEERS = Path(os.environ.get("PEERS", Path(__file__).parents[2] / ".peers"))

pytestmark = pytest.mark.skipif(
    not (PEERS / "solid" / "VERSION").is_file(),
    reason="Community Solid Server is not installed (make peers)",
)


@pytest.fixture(scope="module")
def pod() -> Iterator[Pod]:
    with solid_server(PEERS) as base:
        yield new_pod(base, "bob")


@pytest.fixture(scope="module")
def client() -> Iterator[Client]:
    with Client(NetSettings(allow_hosts=("localhost",))) as client:
        yield client


@pytest.fixture(scope="module")
def inbox(pod: Pod, client: Client) -> str:
    """An inbox that everybody may write into and its owner alone may read."""
    inbox = f"{pod.base}inbox/"
    access = f"""@prefix acl: <http://www.w3.org/ns/auth/acl#>.
<#owner> a acl:Authorization; acl:agent <{pod.webid}>; acl:accessTo <./>;
  acl:default <./>; acl:mode acl:Read, acl:Write, acl:Control.
<#all> a acl:Authorization; acl:agentClass <http://xmlns.com/foaf/0.1/Agent>;
  acl:accessTo <./>; acl:mode acl:Append."""
    door = Door(client, pod.credentials)
    turtle = {"Content-Type": "text/turtle"}
    door.request("PUT", inbox, b"", turtle)
    door.request("PUT", f"{inbox}.acl", access.encode(), turtle)
    names = f"<{pod.webid}> <http://www.w3.org/ns/ldp#inbox> <{inbox}> ."
    door.request(
        "PATCH",
        pod.webid.partition("#")[0],
        f"INSERT DATA {{ {names} }}".encode(),
        {"Content-Type": "application/sparql-update"},
    )
    return inbox


def bob(pod: Pod) -> Account:
    return Account(
        "ldn",
        settings={"user": pod.credentials.user},
        secrets={"password": pod.credentials.secret},
    )


@pytest.mark.parametrize("named", ["inbox", "webid"])
def test_what_ada_posts_bob_reads(
    pod: Pod, inbox: str, client: Client, named: str
) -> None:
    ldn = open_channel(tools_of(client))
    point = point_of(CARD, At(inbox))
    before = ldn.poll(bob(pod), (point,), "")
    address = inbox if named == "inbox" else pod.webid
    words = f"Tea, by way of your {named}?"

    receipt = ldn.deliver(delivery_of(CARD, At(address), note_of(words)))
    after = ldn.poll(bob(pod), (point,), before.cursor)
    again = ldn.poll(bob(pod), (point,), after.cursor)

    (raw,) = after.raws
    (heard,) = ldn.read(raw).arrivals
    assert receipt.remote_id == raw.url
    assert receipt.remote_id.startswith(inbox)
    assert heard.text == words
    assert heard.id == "https://ada.example/said/1"
    assert json.loads(raw.body)["type"] == "Create"
    assert again.raws == ()


def test_an_inbox_is_not_read_by_everybody(inbox: str, client: Client) -> None:
    with pytest.raises(PermanentListenError, match="401"):
        open_channel(tools_of(client)).poll(
            Account("ldn"), (point_of(CARD, At(inbox)),), ""
        )
