"""Changing our statements in a document that others write into as well.

Wire: PATCH of ``text/n3``: what is to be there, and what is not any more. What others
wrote is not even looked at. Where one of our statements is gone already, all that are
to go are taken out one by one.
Specification: Solid Protocol §5.3.1 (N3 Patch)
"""

from collections.abc import Collection, Iterable
from typing import Final

from rdflib import OWL, URIRef

from plexus_ld.errors import PublishError
from plexus_ld.net.client import Answer
from plexus_ld.plex.profile.representation import Representation, document_of
from plexus_ld.publish.login import Door
from plexus_ld.rdf.lines import line, split_default, text_of
from plexus_ld.vocab.ldp import LDP

_TYPE: Final = "text/n3"
_TAKEN: Final = frozenset({200, 201, 204, 205})


def takes_patches(seen: Answer) -> bool:
    """Tell whether a server lets a document be changed in part."""
    return seen.status == 200 and _TYPE in seen.headers.get("accept-patch", "")


def patch(
    door: Door, url: str, before: Collection[str], after: Collection[str]
) -> bool:
    """Have a document say what is to be said now, instead of what was said before.

    Args:
        door: The way to its server.
        url: The document.
        before: Our statements in it, as default-graph lines.
        after: What they are to be.

    Returns:
        Whether anything had to be sent.

    Raises:
        PublishError: The server did not take it.
    """
    gone, new = sorted(set(before) - set(after)), sorted(set(after) - set(before))
    if not gone and not new:
        return False
    answer = _send(door, url, gone, new)
    if answer.status == 409 and gone:
        for one in gone:
            # 409: somebody else took it out.
            _check(url, _send(door, url, [one], ()), taken=_TAKEN | {409})
        answer = _send(door, url, (), new) if new else answer
        _check(url, answer, taken=_TAKEN if new else _TAKEN | {409})
        return True
    _check(url, answer)
    return True


def links_of_card(door: Door, shown: Representation, url: str) -> tuple[str, ...]:
    """Return what a pod's own card is to say of an owner whose WebID lies elsewhere.

    Args:
        door: The way to the pod, logged in.
        shown: The profile that is put into the document.
        url: The document.
    """
    card = URIRef(door.webid)
    if not door.webid or card == shown.owner or str(document_of(card)) != url:
        return ()
    named = f"{text_of(shown.owner)} {text_of(LDP.inbox)} "
    inboxes = [split_default(one)[2] for one in shown.lines if one.startswith(named)]
    subject = text_of(card)
    return (
        line(subject, text_of(OWL.sameAs), text_of(shown.owner)),
        *(line(subject, text_of(LDP.inbox), inbox) for inbox in inboxes),
    )


def _send(door: Door, url: str, gone: Iterable[str], new: Iterable[str]) -> Answer:
    said = [("solid:deletes", "\n".join(gone)), ("solid:inserts", "\n".join(new))]
    parts = "".join(f";\n{word} {{\n{lines}\n}}" for word, lines in said if lines)
    text = (
        "@prefix solid: <http://www.w3.org/ns/solid/terms#>.\n"
        f"_:change a solid:InsertDeletePatch{parts}.\n"
    )
    return door.request("PATCH", url, text.encode(), {"Content-Type": _TYPE})


def _check(url: str, answer: Answer, taken: frozenset[int] = _TAKEN) -> None:
    if answer.status in taken:
        return
    why = {
        403: "the server knows you but does not let you write there",
        413: "the server finds the profile too large",
        423: "somebody has locked it",
        507: "the server has no room left",
    }.get(answer.status, "the server did not take the change")
    message = f"{url}: {why} ({answer.status})"
    raise PublishError(message, url, answer.status)
