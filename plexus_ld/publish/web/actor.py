"""The owner's account for ActivityPub: who it is, what it said, how many follow it.

The owner is a person, the account is theirs: it has an IRI of its own and says whose it
is. Who follows it, and whom it follows, is told as a number alone.
Source: https://www.w3.org/TR/activitypub/ §4.1 (actors), §5 (collections), FEP-521a and
https://w3c-ccg.github.io/security-vocab/ (``publicKey``), FEP-7628 (``alsoKnownAs``)
"""

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from html import escape
from typing import Final

from plexus_ld.channels.activityjson import CONTEXT, Json
from plexus_ld.publish.portrait import portrait_of
from plexus_ld.publish.web.resources.forms import Form, Resource
from plexus_ld.publish.web.resources.making import HTML, Late, Ready, Seen
from plexus_ld.publish.web.resources.spoken import ACTIVITY, OTHER_TYPES, told_of
from plexus_ld.publish.webfinger import user_of
from plexus_ld.sharer.publicly import Publicly

#: What gives a key its meaning, and the words that ActivityStreams does not have.
_SECURITY: Final = "https://w3id.org/security/v1"
_WORDS: Final = {
    "alsoKnownAs": {"@id": "as:alsoKnownAs", "@type": "@id"},
    "manuallyApprovesFollowers": "as:manuallyApprovesFollowers",
}
#: Activities on one page of what was said.
PAGE_SIZE: Final = 20


@dataclass(frozen=True, slots=True)
class Followed:
    """What is told of those who follow the owner, and whom the owner follows.

    Attributes:
        followers: How many follow.
        following: How many are followed.
        asks: Whether the owner is asked before somebody follows.
        key: Gives the account's public key, in PEM.
    """

    followers: int = 0
    following: int = 0
    asks: bool = True
    key: Callable[[], str] = str


def account_of(seen: Seen, said: Publicly, followed: Followed) -> tuple[Ready, Late]:
    """Return what lies there of the account: ready, and made when it is asked for.

    Args:
        seen: What somebody sees of the owner.
        said: What was said that they may read.
        followed: How many follow, and are followed.
    """
    if not seen.site.is_known:
        return {}, {}
    numbers = (("followers", followed.followers), ("following", followed.following))
    ready = {
        **{seen.site.path(one): _counted(seen, one, many) for one, many in numbers},
        seen.site.path("outbox"): _outbox(seen, said),
    }
    late = {seen.site.path("actor"): partial(_actor_of, seen, followed)}
    return ready, {**late, **dict(_pages(seen, said))}


def _actor_of(seen: Seen, followed: Followed) -> Resource:
    return _document(_actor(seen, followed), seen.site.url(""))


def _actor(seen: Seen, followed: Followed) -> Json:
    site, portrait = seen.site, portrait_of(seen.shown)
    notes = "".join(f"<p>{escape(one.value)}</p>" for one in portrait.notes)
    picture = portrait.picture.href if portrait.picture else ""
    actor: Json = {
        "@context": [CONTEXT, _SECURITY, _WORDS],
        "id": site.actor,
        "type": "Person",
        "preferredUsername": user_of(seen.shown),
        "name": portrait.title,
        "url": str(seen.shown.document or site.url("")),
        "alsoKnownAs": [str(seen.shown.owner)],
        "inbox": site.inbox,
        "outbox": site.url("outbox"),
        "followers": site.url("followers"),
        "following": site.url("following"),
        "endpoints": {"sharedInbox": site.inbox},
        "manuallyApprovesFollowers": followed.asks,
        "publicKey": {
            "id": f"{site.actor}#main-key",
            "owner": site.actor,
            "publicKeyPem": followed.key(),
        },
    }
    if notes:
        actor["summary"] = notes
    if picture:
        actor["icon"] = {"type": "Image", "url": picture}
    return actor


def _counted(seen: Seen, name: str, number: int) -> Resource:
    told = {"type": "OrderedCollection", "totalItems": number}
    return _document({"@context": CONTEXT, "id": seen.site.url(name), **told})


def _outbox(seen: Seen, said: Publicly) -> Resource:
    own = seen.site.url("outbox")
    outbox: Json = {
        "@context": CONTEXT,
        "id": own,
        "type": "OrderedCollection",
        "totalItems": len(said.posts),
    }
    if said.posts:
        last = _number_of_pages(said)
        outbox |= {"first": f"{own}/1", "last": f"{own}/{last}"}
    return _document(outbox)


def _number_of_pages(said: Publicly) -> int:
    return -(-len(said.posts) // PAGE_SIZE)


def _pages(seen: Seen, said: Publicly) -> Iterator[tuple[str, partial[Resource]]]:
    for number in range(1, _number_of_pages(said) + 1):
        path = seen.site.path(f"outbox/{number}")
        yield path, partial(_page, seen, said, number)


def _page(seen: Seen, said: Publicly, number: int) -> Resource:
    """Return some of what was said, the latest first."""
    own = seen.site.url("outbox")
    posts = said.posts[(number - 1) * PAGE_SIZE : number * PAGE_SIZE]
    items = [told_of(seen, one.activity, one.answers, whole=True) for one in posts]
    for item in items:
        item.pop("@context", None)  # the page has it
    page: Json = {
        "@context": CONTEXT,
        "id": f"{own}/{number}",
        "type": "OrderedCollectionPage",
        "partOf": own,
        "orderedItems": items,
    }
    if number > 1:
        page["prev"] = f"{own}/{number - 1}"
    if number < _number_of_pages(said):
        page["next"] = f"{own}/{number + 1}"
    return _document(page)


def _document(told: Json, page: str = "") -> Resource:
    """Return a document for programs; people are led to a page, where there is one."""
    body = json.dumps(told, ensure_ascii=False).encode()
    forms = [Form(one, body) for one in (ACTIVITY, *OTHER_TYPES)]
    if page:
        forms.append(Form(HTML, see_other=page))
    return Resource(tuple(forms))
