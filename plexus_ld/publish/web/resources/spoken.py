"""What was said, at its own IRI: as ActivityStreams for programs, as a page for people.

Source: ActivityStreams 2.0 §3 (media types), ActivityPub §3.2 (retrieving objects),
§6.4 (Tombstone); "Cool URIs for the Semantic Web" §4.2 (303)
"""

import json
from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import partial
from typing import Final

from rdflib import URIRef

from plexus_ld.channels.activityjson import CONTEXT, PUBLIC, Json, to_json
from plexus_ld.channels.activitypub.wording import type_of
from plexus_ld.model.activity import Activity, Attachment, Object, Verb
from plexus_ld.model.connection import Account, ConnectionPoint, Direction
from plexus_ld.model.delivery import Delivery
from plexus_ld.model.permalink import media_name, page_name
from plexus_ld.publish.web.resources.forms import Form, Resource
from plexus_ld.publish.web.resources.making import HTML, Late, Seen, path_here
from plexus_ld.sharer.publicly import Publicly

ACTIVITY: Final = "application/activity+json"
#: The same under its other name, and as the linked data that it is.
OTHER_TYPES: Final = (
    "application/ld+json",
    'application/ld+json; profile="https://www.w3.org/ns/activitystreams"',
)
_EVERYBODY: Final = URIRef(PUBLIC)
_TO_EVERYBODY: Final = ConnectionPoint(
    _EVERYBODY, "web", _EVERYBODY, Direction.OUTGOING, _EVERYBODY, _EVERYBODY
)
_GONE: Final = b"410 Gone\nThis was taken back.\n"


def spoken(seen: Seen, said: Publicly) -> Late:
    """Return what lies at the IRIs of what was said, made when it is asked for.

    Args:
        seen: What somebody sees of the owner.
        said: What was said that they may read.
    """
    return dict(_spoken(seen, said))


def _spoken(seen: Seen, said: Publicly) -> Iterator[tuple[str, Callable[[], Resource]]]:
    site = seen.site
    for post in said.posts:
        activity = post.activity
        page = site.url(page_name(_shown_as(activity)))
        yield (
            path_here(site, activity.iri),
            partial(_resource, seen, activity, post.answers, page, whole=True),
        )
        if activity.verb is Verb.CREATE:
            yield (
                path_here(site, activity.object.iri),
                partial(_resource, seen, activity, post.answers, page, whole=False),
            )
    for change in said.changes:
        page = site.url(page_name(change.object.iri))
        yield (
            path_here(site, change.iri),
            partial(_resource, seen, change, "", page, whole=True),
        )
    for iri in said.over:
        yield path_here(site, iri), partial(_over, iri)
    for iri, when in said.taken_back:
        yield path_here(site, iri), partial(_over, iri, when.isoformat())
        yield site.path(page_name(iri)), partial(_over, iri, when.isoformat())


def _shown_as(activity: Activity) -> URIRef:
    """Return the IRI that the page is named by: a reshare has one of its own."""
    return activity.iri if activity.verb is Verb.ANNOUNCE else activity.object.iri


def _resource(
    seen: Seen, activity: Activity, answers: str, page: str, *, whole: bool
) -> Resource:
    """Return an activity, or what it says, for programs; people are led to the page."""
    body = _bytes(told_of(seen, activity, answers, whole=whole))
    forms = [Form(one, body) for one in (ACTIVITY, *OTHER_TYPES)]
    if activity.verb is not Verb.DELETE:
        forms.insert(0, Form(HTML, see_other=page))
    return Resource(tuple(forms), seen.headers, seen.vary)


def _over(iri: URIRef, when: str = "") -> Resource:
    """Return what is left of what was taken back."""
    grave: Json = {"@context": CONTEXT, "id": str(iri), "type": "Tombstone"}
    body = _bytes({**grave, "deleted": when} if when else grave)
    forms = [Form(one, body) for one in (ACTIVITY, *OTHER_TYPES)]
    return Resource((Form("text/plain", _GONE), *forms), is_gone=True)


def told_of(seen: Seen, activity: Activity, answers: str, *, whole: bool) -> Json:
    """Return an activity as its reader may see it: by the name that the face shows.

    Of others whom it was said to nothing is told.

    Args:
        seen: What somebody sees of the owner.
        activity: What was said.
        answers: The page that it answers; "" for none.
        whole: Whether the activity itself; else what it says.
    """
    channel = seen.posts.channel
    known = replace(activity, actor_name=channel.name, object=_public(activity))
    reply_to = known.object.url if activity.verb is Verb.ANNOUNCE else answers
    delivery = Delivery(
        activity.iri,
        known,
        _TO_EVERYBODY,
        Account("web"),
        (known.object.text,),
        known.object.attachments,
        reply_to=reply_to,
    )
    made = to_json(delivery, lambda one: _url_of(seen, one))
    actor = next((one["href"] for one in seen.finger if one["rel"] == "self"), "")
    receivers: Json = {"to": [PUBLIC if activity.is_public else seen.reader]}
    if actor:
        made["actor"] = actor
    if actor and activity.is_public:
        receivers["cc"] = [seen.site.url("followers")]
    item = made["object"]
    said = item if isinstance(item, dict) else {}
    if actor and activity.verb in (Verb.CREATE, Verb.UPDATE):
        said = {**said, "type": type_of(activity.object.kind)}
    by = actor or str(activity.actor)
    if whole and activity.verb in (Verb.CREATE, Verb.UPDATE):
        made["object"] = {**said, "attributedTo": by, **receivers}
    if whole:
        return {**made, **receivers}
    return {"@context": CONTEXT, **said, "attributedTo": by, **receivers}


def _public(activity: Activity) -> Object:
    """Return what is said; of what is passed on, only where that lies."""
    item = activity.object
    if activity.verb is not Verb.ANNOUNCE:
        return item
    return Object(item.iri, item.kind, url=item.url)


def _url_of(seen: Seen, one: Attachment) -> str:
    name = media_name(one)
    return seen.site.url(name) if name else one.url


def _bytes(told: Json) -> bytes:
    return json.dumps(told, ensure_ascii=False).encode()
