"""Services of which people have accounts: which have died, and which publish feeds.

Old profiles are full of the first. Looked at in November 2026.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final
from urllib.parse import quote, urlsplit

#: Services that are no more, by host, and what became of them.
DEAD: Final = {
    "identi.ca": "identi.ca takes no new followers and tells no programs",
    "del.icio.us": "Delicious was closed",
    "delicious.com": "Delicious was closed",
    "plus.google.com": "Google+ was closed",
    "friendfeed.com": "FriendFeed was closed",
    "orkut.com": "Orkut was closed",
    "geocities.com": "GeoCities was closed",
    "vox.com": "the Vox of old was closed",
    "jaiku.com": "Jaiku was closed",
    "pownce.com": "Pownce was closed",
    "app.net": "App.net was closed",
    "vine.co": "Vine was closed",
    "technorati.com": "Technorati lists no people any more",
    "icq.com": "ICQ was closed",
    "aim.com": "AIM was closed",
    "aol.com": "AIM was closed",
    "messenger.msn.com": "MSN Messenger was closed",
    "messenger.yahoo.com": "Yahoo Messenger was closed",
    "skype.com": "Skype was closed",
    "ma.gnolia.com": "Ma.gnolia was closed",
    "dopplr.com": "Dopplr was closed",
    "bebo.com": "the Bebo of old was closed",
    "last.fm": "Last.fm publishes no feeds any more",
}
#: Services that live, and let nobody else's program speak or listen freely.
SHUT: Final = {
    "twitter.com": "Twitter is X now: it lets programs speak and listen only for money",
    "x.com": "X lets programs speak and listen only for money",
    "facebook.com": "Facebook lets programs reach pages, not people",
    "instagram.com": "Instagram lets programs reach businesses, not people",
    "linkedin.com": "LinkedIn lets programs post as yourself, and read nothing",
    "myspace.com": "MySpace lets no program in",
}
_NAME: Final = re.compile(r"[\w.-]{1,64}")


@dataclass(frozen=True, slots=True)
class Service:
    """What is known of an account's service.

    Attributes:
        feed: Where the account publishes a feed; "" when nowhere.
        handle: ``user@host`` in the Fediverse; "" when it is not there.
        note: Why nothing leads there; "" when something may.
    """

    feed: str = ""
    handle: str = ""
    note: str = ""


def service_of(url: str, service: str, name: str) -> Service:
    """Return what is known of an account.

    Args:
        url: The account's own IRI.
        service: The homepage of its service; "" when unknown.
        name: The account's name there; "" when unknown.
    """
    hosts = [_host(url), _host(service)]
    for host in filter(None, hosts):
        known = next((one for one in _above(host) if one in DEAD or one in SHUT), "")
        if known:
            return Service(note=DEAD.get(known) or SHUT[known])
    called = name or _last(url)
    if _NAME.fullmatch(called):
        for host in filter(None, hosts):
            made = next((_FEEDS[one] for one in _above(host) if one in _FEEDS), None)
            if made:
                return Service(feed=made(called))
    return Service(handle=_fediverse(url))


def _fediverse(url: str) -> str:
    """Return the handle that a page of the Fediverse is of: ``https://host/@user``."""
    host = _host(url)
    try:
        path = urlsplit(url).path
    except ValueError:
        return ""
    found = re.fullmatch(r"/(?:@|users/)([\w.-]{1,64})/?", path)
    return f"{found[1]}@{host}" if found and host else ""


def _host(url: str) -> str:
    try:
        parts = urlsplit(url)
        host = (parts.hostname or "").removeprefix("www.")
    except ValueError:
        return ""
    return host if parts.scheme in ("http", "https") else ""


def _above(host: str) -> list[str]:
    """Return a host and the domains above it."""
    labels = host.split(".")
    return [".".join(labels[start:]) for start in range(len(labels) - 1)]


def _last(url: str) -> str:
    try:
        return urlsplit(url).path.rstrip("/").rpartition("/")[2].lstrip("@~")
    except ValueError:
        return ""


def _at(pattern: str) -> Callable[[str], str]:
    return lambda name: pattern.format(quote(name, safe=""))


_FEEDS: Final[dict[str, Callable[[str], str]]] = {
    "github.com": _at("https://github.com/{}.atom"),
    "livejournal.com": _at("https://{}.livejournal.com/data/atom"),
    "dreamwidth.org": _at("https://{}.dreamwidth.org/data/atom"),
    "tumblr.com": _at("https://{}.tumblr.com/rss"),
    "blogspot.com": _at("https://{}.blogspot.com/feeds/posts/default"),
    "wordpress.com": _at("https://{}.wordpress.com/feed/"),
    "reddit.com": _at("https://www.reddit.com/user/{}/.rss"),
    "medium.com": _at("https://medium.com/feed/@{}"),
    "vimeo.com": _at("https://vimeo.com/{}/videos/rss"),
}
