"""What the owner said for everybody to read: what a public feed is made of.

An object is public when all that was ever said of it was: one that was said to an
audience alone, even once, stays out, as its words as they are now may be for them.
"""

from dataclasses import dataclass
from datetime import datetime

from rdflib import URIRef

from plexus_ld.model.activity import Activity
from plexus_ld.sharer.media import Media
from plexus_ld.sharer.said import activities_of
from plexus_ld.sharer.said.reading import object_of
from plexus_ld.store import Store


@dataclass(frozen=True, slots=True)
class Post:
    """One public activity, as it stands.

    Attributes:
        activity: The activity, its object as it is now.
        answers: The page that it answers; "" for none, or none on the web.
    """

    activity: Activity
    answers: str = ""


@dataclass(frozen=True, slots=True)
class Publicly:
    """All that was said publicly.

    Attributes:
        posts: What stands, the latest first.
        taken_back: What was deleted, and when, the latest first.
        changes: Edits and deletions, the latest first.
        over: IRIs of activities that are over: what they said was taken back.
        until: When there is more of it though nothing changes: what was said for later
            is said then. None where nothing was.
    """

    posts: tuple[Post, ...] = ()
    taken_back: tuple[tuple[URIRef, datetime], ...] = ()
    changes: tuple[Activity, ...] = ()
    over: tuple[URIRef, ...] = ()
    until: datetime | None = None


def said_publicly(store: Store, media: Media, now: datetime) -> Publicly:
    """Return what the owner said for everybody to read.

    Args:
        store: The store.
        media: Where the bytes of attachments lie.
        now: The time: what is to be said later is not said yet.
    """
    rows = [
        (URIRef(str(row.activity)), datetime.fromisoformat(str(row.published)))
        for row in store.select("said-publicly")
    ]
    iris = [iri for iri, when in rows if when <= now]
    later = [when for _, when in rows if when > now]
    said = activities_of(store, iris, media)
    posts = tuple(
        Post(said[iri], _answered(store, said[iri], media))
        for iri in dict.fromkeys(iris)
        if iri in said and said[iri].is_public
    )
    taken_back = tuple(
        (URIRef(str(row.object)), datetime.fromisoformat(str(row.when)))
        for row in store.select("taken-back")
    )
    changes, over = _acts(store, media, now)
    return Publicly(posts, taken_back, changes, over, min(later, default=None))


def said_to(store: Store, media: Media, now: datetime, reader: URIRef) -> Publicly:
    """Return what a circle, or a person, may read: what was said to them, or publicly.

    Args:
        store: The store.
        media: Where the bytes of attachments lie.
        now: The time: what is to be said later is not said yet.
        reader: The circle, or the person.
    """
    public = said_publicly(store, media, now)
    rows = [
        (URIRef(str(row.activity)), datetime.fromisoformat(str(row.published)))
        for row in store.select("said-to", reader=reader)
    ]
    later = [when for _, when in rows if when > now]
    known = {post.activity.iri for post in public.posts}
    iris = [iri for iri, when in rows if when <= now and iri not in known]
    said = activities_of(store, iris, media)
    theirs = [Post(one, _answered(store, one, media)) for one in said.values()]
    posts = sorted(
        (*public.posts, *theirs), key=lambda post: post.activity.published, reverse=True
    )
    until = min((*later, *([public.until] if public.until else ())), default=None)
    return Publicly(tuple(posts), public.taken_back, until=until)


def _acts(
    store: Store, media: Media, now: datetime
) -> tuple[tuple[Activity, ...], tuple[URIRef, ...]]:
    """Return edits and deletions, and what is over."""
    stand: list[URIRef] = []
    over: list[URIRef] = []
    for row in store.select("public-acts"):
        if datetime.fromisoformat(str(row.published)) <= now:
            iri = URIRef(str(row.activity))
            (stand if row.end is None else over).append(iri)
    return tuple(activities_of(store, stand, media).values()), tuple(over)


def _answered(store: Store, activity: Activity, media: Media) -> str:
    """Return the page of what is answered: as it was heard, or its own IRI."""
    iri = activity.object.in_reply_to
    if iri is None:
        return ""
    for url in (object_of(store, iri, media).url, str(iri)):
        if url.startswith(("https://", "http://")):
            return url
    return ""
