"""Webmention: telling a page that something of the owner's is about it.

Wire: a GET of the page, for its endpoint; one form-encoded POST of source and target.
Roles: sharer.
Limits: public posts only, and only what `plexus publish` wrote and the owner put on
the web: whoever is told will look there, so that is looked at first.
Specification: https://www.w3.org/TR/webmention/
"""

from html import unescape
from typing import TYPE_CHECKING, Final
from urllib.parse import urldefrag, urlencode

from plexus_ld.channels.base import Tools
from plexus_ld.channels.hentry import read
from plexus_ld.errors import (
    DeliveryError,
    FetchError,
    ForbiddenAddressError,
    PermanentDeliveryError,
    TemporaryDeliveryError,
)
from plexus_ld.model.activity import Privacy, Verb
from plexus_ld.model.capability import CapabilityCard, Role
from plexus_ld.model.delivery import Delivery, Receipt
from plexus_ld.model.permalink import permalink
from plexus_ld.net.patience import is_temporary, retry_after, words_of
from plexus_ld.net.weblinks import links_of_header, links_of_page

if TYPE_CHECKING:
    from plexus_ld.net.client import Answer, Client

NAME: Final = "webmention"
#: Longest remote id that is kept, in characters.
_LONGEST_ID: Final = 500
_HTML: Final = "text/html, application/xhtml+xml;q=0.9, */*;q=0.1"
_FORM: Final = "application/x-www-form-urlencoded"

CARD: Final = CapabilityCard(
    name=NAME,
    title="Webmention",
    summary="Tells a page on the web that a public post of yours is about it.",
    roles=frozenset({Role.SHARER}),
    schemes=("https", "http"),
    address_example="https://bob.example/",
    verbs=frozenset({Verb.CREATE, Verb.UPDATE, Verb.DELETE}),
    carries_html=True,
    media_types=("*/*",),
    privacy=frozenset({Privacy.PUBLIC}),
    keeps_threads=True,
    tells_apart=True,
    note="The post itself is what `plexus publish DIR` wrote: publish, and put the "
    "folder on the web, before the mention can arrive.",
)


class WebmentionChannel:
    """Sends webmentions.

    Args:
        http: The one door to the network.

    Attributes:
        card: What it can do.
    """

    card = CARD
    #: Pages that mention the owner's are read by it; they come by the agent's door.
    read = staticmethod(read)

    def __init__(self, http: "Client") -> None:
        self._http = http

    def deliver(self, delivery: Delivery) -> Receipt:
        """Tell a page of one post. See `Sharer.deliver`."""
        target = target_of(delivery)
        if not delivery.activity.is_public:
            reason = "only what is public can be mentioned"
            raise PermanentDeliveryError(NAME, target, reason)
        endpoint = self._endpoint(target)
        source = self._source(delivery, target)
        body = urlencode({"source": source, "target": target}).encode()
        headers = {"Content-Type": _FORM, "Accept": "application/json, */*;q=0.5"}
        answer = self._ask("POST", endpoint, target, body, headers)
        if not 200 <= answer.status < 300:
            raise _refusal(target, answer, "the endpoint ")
        location = answer.headers.get("location", "")
        fits = len(location) <= _LONGEST_ID and location.isprintable()
        return Receipt(
            location if fits and location else source, f"HTTP {answer.status}"
        )

    def _source(self, delivery: Delivery, target: str) -> str:
        """Return the post's page, once it is on the web and names the target."""
        activity = delivery.activity
        source = permalink(activity.object.iri)
        if not source:
            reason = (
                "the post has no page, as your home had no address when you said it; "
                "`plexus me move https://you.example/` gives it one"
            )
            raise PermanentDeliveryError(NAME, target, reason)
        answer = self._ask("GET", source, target, None, {"Accept": _HTML})
        is_there = 200 <= answer.status < 300
        if is_there == (activity.verb is Verb.DELETE):
            reason = f"{source} is {'still' if is_there else 'not yet'} on the web"
            reason += "; `plexus publish DIR`, and put the folder there"
            raise TemporaryDeliveryError(NAME, target, reason)
        if is_there and target not in unescape(answer.body.decode(errors="replace")):
            reason = f"{source} does not link to it"
            raise PermanentDeliveryError(NAME, target, reason)
        return source

    def _endpoint(self, target: str) -> str:
        """Return where a page wants to be told.

        Source: Webmention §3.1.2: the first of the header, then of the page.
        """
        answer = self._ask("GET", target, target, None, {"Accept": _HTML})
        if not 200 <= answer.status < 300:
            raise _refusal(target, answer, "the page ")
        found = endpoint_of(answer)
        if found is None:
            reason = "the page takes no webmentions"
            raise PermanentDeliveryError(NAME, target, reason)
        return found

    def _ask(
        self,
        method: str,
        url: str,
        target: str,
        body: bytes | None,
        headers: dict[str, str],
    ) -> "Answer":
        try:
            return self._http.request(method, url, body, headers)
        except ForbiddenAddressError as error:
            raise PermanentDeliveryError(NAME, target, error.reason) from error
        except FetchError as error:
            reason = error.reason if url == target else f"{url}: {error.reason}"
            raise TemporaryDeliveryError(
                NAME, target, reason, is_hosts=url == target
            ) from error


def target_of(delivery: Delivery) -> str:
    """Return the page that is told: what is answered, else the point's own."""
    answered = delivery.activity.object.in_reply_to or ""
    for url in (delivery.reply_to, str(answered), str(delivery.point.address)):
        if url.startswith(("https://", "http://")):
            return urldefrag(url).url
    reason = "what is mentioned is a page on the web: an https address"
    raise PermanentDeliveryError(NAME, str(delivery.point.address), reason)


def endpoint_of(answer: "Answer") -> str | None:
    """Return the endpoint that a page names; None if it names none."""
    for link in links_of_header(answer.headers.get("link", ""), answer.url):
        if NAME in link.relations:
            return link.url
    media_type = answer.headers.get("content-type", "text/html").lower()
    if "html" not in media_type:
        return None
    for link in links_of_page(answer.body.decode(errors="replace"), answer.url):
        if NAME in link.relations and link.tag in ("link", "a"):
            return link.url
    return None


def _refusal(target: str, answer: "Answer", who: str) -> DeliveryError:
    reason = f"{who}{words_of(answer.status)}"
    if is_temporary(answer.status):
        wait = retry_after(answer.headers)
        is_hosts = answer.status in (429, 503)
        return TemporaryDeliveryError(NAME, target, reason, wait, is_hosts=is_hosts)
    return PermanentDeliveryError(NAME, target, reason)


def open_channel(tools: Tools) -> WebmentionChannel:
    """Return the channel."""
    return WebmentionChannel(tools.http)
