"""An activity as other servers want it: said by the account, to one who may see it.

Pure. Who else was in the audience is never written.
Source: https://www.w3.org/TR/activitypub/ §6, §7; what Mastodon and its kin read
(docs.joinmastodon.org/spec/activitypub)
"""

import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from html import escape
from typing import Final

from plexus_ld.channels.activityjson import PUBLIC, Json, to_json
from plexus_ld.model.activity import Attachment, Kind, Verb
from plexus_ld.model.actor import Actor
from plexus_ld.model.delivery import Delivery

_URL: Final = re.compile(r"https?://[^\s<>\"]*[^\s<>\".,;:!?)\]']")
#: Objects whose summary is a summary; of others it is a warning.
_LONG: Final = (Kind.ARTICLE, Kind.PAGE)


@dataclass(frozen=True, slots=True)
class Ours:
    """The owner's account.

    Attributes:
        actor: Its IRI.
        followers: The IRI of the collection of those who follow it.
    """

    actor: str
    followers: str


def activity_json(
    delivery: Delivery, ours: Ours, whom: Actor, url_of: Callable[[Attachment], str]
) -> Json:
    """Return what is sent.

    Args:
        delivery: What is said.
        ours: Who says it.
        whom: To whom.
        url_of: Where an attachment lies.
    """
    activity = delivery.activity
    to_all = activity.is_public
    known = replace(delivery, texts=("\n\n".join(delivery.texts),))
    said = to_json(known, url_of)
    receivers = _receivers(delivery, ours, whom)
    item = said["object"]
    told: object = item
    if activity.verb in (Verb.LIKE, Verb.ANNOUNCE):
        told = item["id"] if isinstance(item, dict) else item
    elif activity.verb is Verb.DELETE:
        told = item
        if _was_passed_on(delivery):
            said["type"] = "Undo"
            told = _undone(delivery, ours)
    elif isinstance(item, dict):
        told = _object(item, delivery, ours, whom) | receivers
    if activity.verb is Verb.LIKE and to_all:
        receivers = {"to": [whom.iri]}
    return {**said, "actor": ours.actor, **receivers, "object": told}


def is_for_all(delivery: Delivery) -> bool:
    """Tell whether a server may be told once, for all of its accounts."""
    activity = delivery.activity
    is_answer = bool(delivery.reply_to) or activity.object.in_reply_to is not None
    is_own = activity.verb is not Verb.LIKE
    return activity.is_public and is_own and not is_answer


def _receivers(delivery: Delivery, ours: Ours, whom: Actor) -> Json:
    if not delivery.activity.is_public:
        return {"to": [whom.iri], "cc": []}
    copies = [ours.followers]
    if not is_for_all(delivery):
        copies.append(whom.iri)
    return {"to": [PUBLIC], "cc": copies}


def _was_passed_on(delivery: Delivery) -> bool:
    """Tell whether what is taken back is a reshare, and not a word of the owner's."""
    item, gone = str(delivery.activity.object.iri), delivery.remote_id
    return bool(gone) and gone != item


def _undone(delivery: Delivery, ours: Ours) -> Json:
    return {
        "id": delivery.remote_id,
        "type": "Announce",
        "actor": ours.actor,
        "object": str(delivery.activity.object.iri),
    }


def _object(item: Json, delivery: Delivery, ours: Ours, whom: Actor) -> Json:
    said = delivery.activity.object
    text = "\n\n".join(delivery.texts)
    warning = said.summary if said.kind not in _LONG else ""
    if warning:
        text = text.removeprefix(warning).lstrip("\n")
    made: Json = {
        **item,
        "type": type_of(said.kind),
        "attributedTo": ours.actor,
        "content": said.html or html_of(text),
        "mediaType": "text/html",
    }
    if said.language:
        made["contentMap"] = {said.language: made["content"]}
    if warning:
        made["sensitive"] = True
    answered = item.get("inReplyTo")
    if isinstance(answered, list) and answered:
        made["inReplyTo"] = answered[0]  # others take one
    if not is_for_all(delivery):
        mention = {"type": "Mention", "href": whom.iri, "name": whom.handle}
        tags = item.get("tag")
        made["tag"] = [*(tags if isinstance(tags, list) else []), mention]
    return made


def type_of(kind: Kind) -> str:
    """Return the class by which other servers show something whole.

    Of a picture or a link as an object of its own they show a link, or nothing; of a
    note its words and what goes with it.
    """
    return str(Kind.ARTICLE if kind is Kind.ARTICLE else Kind.NOTE)


def html_of(text: str) -> str:
    """Return plain text as HTML: paragraphs, lines, and links that can be followed."""
    paragraphs = re.split(r"\n{2,}", text.strip("\n"))
    told = (_linked(one).replace("\n", "<br>") for one in paragraphs if one)
    return "".join(f"<p>{one}</p>" for one in told)


def _linked(text: str) -> str:
    made, end = [], 0
    for found in _URL.finditer(text):
        made.append(escape(text[end : found.start()]))
        url = escape(found[0])
        made.append(f'<a href="{url}" rel="nofollow noopener">{url}</a>')
        end = found.end()
    return "".join((*made, escape(text[end:])))
