"""An agreement in words, as the owner reads it before they say yes."""

from rdflib import URIRef

from plexus_ld.model.agreement import AgreedPoint, Agreement
from plexus_ld.plex.connections.editing import KINDS


def in_words(agreement: Agreement, me: URIRef) -> str:
    """Return an agreement in a sentence, its points numbered."""
    return "; ".join(
        f"{number}. {point_in_words(point, me)}"
        for number, point in enumerate(agreement.points, 1)
    )


def point_in_words(point: AgreedPoint, me: URIRef) -> str:
    """Return one point in words: who speaks, by what, under which terms."""
    who = "you speak" if point.speaker == me else "they speak"
    terms = terms_in_words(point, me)
    return f"{who} by {point.channel}{f' ({terms})' if terms else ''}"


def terms_in_words(point: AgreedPoint, me: URIRef) -> str:
    """Return the terms of a point, as `plexus point set` takes them."""
    return " ".join(_terms(point, me))


def _terms(point: AgreedPoint, me: URIRef) -> tuple[str, ...]:
    words = {kind: word for word, kind in KINDS.items()}
    zone = f" {point.time_zone}" if point.time_zone else ""
    quiet = ""
    if point.quiet_from is not None and point.quiet_until is not None:
        quiet = f"quiet={point.quiet_from:%H:%M}-{point.quiet_until:%H:%M}{zone}"
    paused = ("you" if one == me else "them" for one in sorted(point.paused_by))
    kinds = ",".join(sorted(words[kind] for kind in point.accepts))
    said = (
        f"accepts={kinds}" if kinds else "",
        "" if point.rate_per_day is None else f"rate={point.rate_per_day}",
        quiet,
        f"purpose={point.purpose!r}" if point.purpose else "",
        f"expires={point.expires:%Y-%m-%d}" if point.expires else "",
        f"paused by {' and '.join(paused)}" if point.paused_by else "",
    )
    return tuple(filter(None, said))
