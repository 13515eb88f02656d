"""A signed activity that came to the inbox: read strictly, and held against its signer.

Pure. A look at its depth comes first. What its signer may not say is refused: in
another's name, about what lies on another host, to others.
Source: https://www.w3.org/TR/activitypub/ §3, §7;
https://www.w3.org/wiki/SocialCG/ActivityPub/Authentication_Authorization
"""

import json
from collections.abc import Mapping
from datetime import datetime
from typing import Final
from urllib.parse import urlsplit
from uuid import NAMESPACE_URL, uuid5

from rdflib import URIRef

from plexus_ld.errors import ParseError, RefusedError
from plexus_ld.listener import cleaning
from plexus_ld.model.notification import Notification
from plexus_ld.model.site import Site
from plexus_ld.rdf.guarding import check_json_depth

_TYPES: Final = ("application/activity+json", "application/ld+json")
_EVERYBODY: Final = frozenset(
    {"https://www.w3.org/ns/activitystreams#Public", "as:Public", "Public"}
)
#: Acts by which somebody makes, changes or unmakes what is theirs.
_OF_THEIR_OWN: Final = frozenset({"Create", "Update", "Delete"})
_RECEIVERS: Final = ("to", "cc", "bto", "bcc", "audience")
_LONGEST_VERB: Final = 60
#: Characters of an IRI; a longer one is nobody's.
_LONGEST: Final = 2_000


def notification_of(
    body: bytes,
    media_type: str,
    signer: URIRef,
    site: Site,
    owner: URIRef,
    at: datetime,
) -> Notification:
    """Return what came, once it is known who signed it.

    Args:
        body: Its bytes, as they came and were signed.
        media_type: As its sender named it.
        signer: Who signed it.
        site: Where the agent is found.
        owner: The owner's IRI.
        at: The time.

    Raises:
        RefusedError: It is no activity, or its signer may not say so.
    """
    activity = _json(body, media_type)
    verb = activity.get("type")
    if not isinstance(verb, str) or not verb or len(verb) > _LONGEST_VERB:
        raise RefusedError("an activity has one type", 400)
    _check_signer(activity, verb, str(signer))
    _check_receivers(activity, site, owner)
    node = uuid5(NAMESPACE_URL, f"{signer} {_id(activity) or body.hex()}")
    iri = URIRef(f"urn:uuid:{node}")
    return Notification(
        iri, signer, cleaning.plain(verb, 60), activity, body, media_type, at
    )


def _json(body: bytes, media_type: str) -> Mapping[str, object]:
    if media_type.partition(";")[0].strip().lower() not in _TYPES:
        raise RefusedError("an activity is application/activity+json here", 415)
    try:
        text = body.decode("utf-8")
        check_json_depth(text)
        found = json.loads(text)
    except (ParseError, ValueError, RecursionError) as error:
        raise RefusedError("that is no JSON that is read here", 400) from error
    if not isinstance(found, dict):
        raise RefusedError("an activity is a JSON object", 400)
    return found


def _check_signer(activity: Mapping[str, object], verb: str, signer: str) -> None:
    if _id(activity.get("actor")) != signer:
        raise RefusedError("it is signed by somebody else than who did it", 403)
    item = activity.get("object")
    own = [_id(activity)]
    if verb in _OF_THEIR_OWN:
        own.append(_id(item))
        author = _id(item.get("attributedTo")) if isinstance(item, dict) else ""
        if verb != "Delete" and author not in ("", signer):
            raise RefusedError("somebody else wrote what it says", 403)
    if any(iri and _host(iri) != _host(signer) for iri in own):
        raise RefusedError("what it is about lies on another host", 403)


def _check_receivers(activity: Mapping[str, object], site: Site, owner: URIRef) -> None:
    """Refuse what is for others; who follows somebody is for the points to know."""
    item = activity.get("object")
    holders = [activity, *([item] if isinstance(item, dict) else [])]
    named = {
        _id(one)
        for holder in holders
        for word in _RECEIVERS
        for one in _listed(holder.get(word))
    } - {""}
    theirs = _id(activity.get("actor")).partition("#")[0].rstrip("/")
    if not named or named & _EVERYBODY or _is_ours(_id(item), site, owner):
        return
    if not any(
        _is_ours(iri, site, owner) or iri.startswith(f"{theirs}/") for iri in named
    ):
        raise RefusedError("it is for others, and not for the owner of this inbox", 403)


def _is_ours(iri: str, site: Site, owner: URIRef) -> bool:
    return iri == str(owner) or (site.is_known and iri.startswith(site.base))


def _id(value: object) -> str:
    named = value.get("id") if isinstance(value, dict) else value
    return named if isinstance(named, str) and len(named) <= _LONGEST else ""


def _listed(value: object) -> list[object]:
    return value[:500] if isinstance(value, list) else [value]


def _host(iri: str) -> str:
    try:
        return urlsplit(iri).netloc.lower()
    except ValueError:
        return ""
