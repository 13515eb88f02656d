"""WebSub: telling a hub that a feed has news.

Wire: one form-encoded POST of ``hub.mode=publish`` and the feed's URL. The hub then
fetches the feed and hands it on to whoever subscribed.
Specification: https://www.w3.org/TR/websub/#publishing (how to tell a hub is left to
publisher and hub; this is what the public ones take)
"""

from typing import TYPE_CHECKING
from urllib.parse import urlencode

from plexus_ld.errors import FetchError
from plexus_ld.net.patience import words_of

if TYPE_CHECKING:
    from plexus_ld.net.client import Client


def ping(client: "Client", hub: str, feed: str) -> str:
    """Tell a hub of news; return what went wrong, in a sentence, or ""."""
    said = {"hub.mode": "publish", "hub.url": feed, "hub.topic": feed}
    headers = {"Content-Type": "application/x-www-form-urlencoded"}
    try:
        answer = client.request("POST", hub, urlencode(said).encode(), headers)
    except FetchError as error:
        return f"the hub {hub} was not told: {error.reason}"
    if 200 <= answer.status < 300:
        return ""
    return f"the hub {hub} was not told: it {words_of(answer.status)}"
