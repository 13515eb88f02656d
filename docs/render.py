"""Writes the pages that say what other files say already: ``make docs``.

``ontology.md`` comes from ``ontologies/plexus.ttl``, ``settings.md`` from
``plexus_ld/settings/sections.py``, the table in ``channels.md`` from the channels'
cards; a test holds each page to what it comes from.
"""

import re
from asyncio import new_event_loop
from collections.abc import Iterator
from dataclasses import MISSING, fields
from pathlib import Path

from rdflib import OWL, RDF, RDFS, SKOS, Graph, URIRef
from rdflib.collection import Collection
from rdflib.term import Node

from plexus_ld import settings
from plexus_ld.channels.base import Tools
from plexus_ld.channels.registry import Channels
from plexus_ld.clock import now
from plexus_ld.model.activity import Privacy, Verb
from plexus_ld.model.capability import CapabilityCard, Role
from plexus_ld.net.client import Client
from plexus_ld.settings import sections
from plexus_ld.vocab.ontologies import PLEXUS, ontology
from plexus_ld.vocab.plx import PLX
from plexus_ld.vocab.vs import VS

DOCS = Path(__file__).parent

_KINDS = {
    OWL.Class: "class",
    OWL.ObjectProperty: "property",
    OWL.DatatypeProperty: "property",
}

#: How the file declares a term; an example in it declares none.
_DECLARED = re.compile(r"^plx:(\w+) a .*;\n    rdfs:label", re.MULTILINE)

_MADE = "This page is made from `{}` by `make docs`: change that file, not this page.\n"

_ONTOLOGY_HEAD = f"""\
# The Plexus vocabulary

Namespace `https://w3id.org/plexus#`, prefix `plx:`.
{_MADE.format("ontologies/plexus.ttl")}
It adds only what was lacking:
people, accounts and groups are FOAF, what is said and heard is ActivityStreams 2,
inboxes are LDP, sources are PROV and VoID.
A term is *stable* when stored data depends on it,
*testing* when its shape may still change.
What the owner's graphs must say to be kept is in
`ontologies/plexus-shapes.ttl` (SHACL).
A name that something has for its owner is `rdfs:label` (a circle's is `foaf:name`),
a note is `skos:note`.

"""

_SETTINGS_HEAD = f"""\
# Settings

Each setting stands in `settings.toml` in the home, under its section,
or in the environment, which wins.
A list is written `["a", "b"]` in the file and `a,b` in the environment.
A name that is none, or a value of the wrong kind, is an error that says which.
Where the home lies is `--home`, else `PLEXUS_HOME`,
else the platform's folder for a user's data.
{_MADE.format("plexus_ld/settings/sections.py")}
```toml
[net]
allow_hosts = ["localhost:8080"]
timeout_s = 10
```
"""


def ontology_page() -> str:
    """Return the vocabulary as a page for people."""
    text = ontology(PLEXUS).read_text(encoding="utf-8")
    graph = Graph().parse(data=text, format="turtle")
    parts = [_ONTOLOGY_HEAD]
    for title, terms in _sections(text):
        parts.append(f"## {title}\n\n| term | | says | from → to | status |\n")
        parts.append("|---|---|---|---|---|\n")
        parts.extend(_term_row(graph, term) for term in terms)
        shown = [graph.value(term, SKOS.example) for term in terms]
        parts.extend(f"\n```turtle\n{str(one).strip()}\n```\n" for one in shown if one)
        parts.append("\n")
    return "".join(parts).rstrip() + "\n"


def _sections(text: str) -> Iterator[tuple[str, list[URIRef]]]:
    """Yield each part of the file with its terms, in the file's order."""
    for part in re.split(r"^#: ", text, flags=re.MULTILINE)[1:]:
        title, _, body = part.partition("\n")
        yield title, [PLX[name] for name in _DECLARED.findall(body)]


def _term_row(graph: Graph, term: URIRef) -> str:
    types = set(graph.objects(term, RDF.type))
    kinds = [word for kind, word in _KINDS.items() if kind in types]
    ends = [_ends(graph, graph.value(term, end)) for end in (RDFS.domain, RDFS.range)]
    cells = (
        f"`{_short(graph, term)}`",
        kinds[0] if kinds else "individual",
        str(graph.value(term, RDFS.comment)),
        f"{ends[0]} → {ends[1]}" if any(ends) else "",
        str(graph.value(term, VS.term_status)),
    )
    return f"| {' | '.join(cells)} |\n"


def _ends(graph: Graph, end: Node | None) -> str:
    if end is None:
        return ""
    union = graph.value(end, OWL.unionOf)
    members = list(Collection(graph, union)) if union else [end]
    return ", ".join(f"`{_short(graph, member)}`" for member in members)


def _short(graph: Graph, term: Node) -> str:
    return term.n3(graph.namespace_manager)


def settings_page() -> str:
    """Return every setting, with its name in the environment, default and meaning."""
    source = Path(sections.__file__).read_text(encoding="utf-8")
    parts = [_SETTINGS_HEAD]
    for section in fields(settings.Settings):
        kind = type(getattr(settings.Settings(), section.name))
        body = source.partition(f"class {kind.__name__}:")[2].partition("\n\n\n")[0]
        said = str(kind.__doc__).replace("``", "`")
        parts.append(f"\n## [{section.name}]\n\n{said}\n\n")
        parts.append(
            "| setting | environment | default | meaning |\n|---|---|---|---|\n"
        )
        for item in fields(kind):
            cells = (
                f"`{item.name}`",
                f"`{settings.environment_name(section.name, item.name)}`",
                f"`{_default(item.default)}`",
                _meaning(body, item.name),
            )
            parts.append(f"| {' | '.join(cells)} |\n")
    return "".join(parts)


def _default(value: object) -> str:
    if value is MISSING:
        return ""
    if isinstance(value, str):
        return f'"{value}"'
    return str(list(value)) if isinstance(value, tuple) else str(value)


def _meaning(body: str, name: str) -> str:
    """Return the comment that stands above a field."""
    above = re.search(rf"((?:^    #: ?.*\n|^    #  ?.*\n)+)    {name}:", body, re.M)
    if above is None:
        message = f"{name} has no comment that begins with #:"
        raise LookupError(message)
    words = (line.strip().lstrip("#:").strip() for line in above[1].splitlines())
    return " ".join(words).replace("``", "`")


_TABLE = re.compile(r"(?s)(?<=<!-- table -->\n).*?(?=<!-- end of table -->)")
_TABLE_HEAD = """\
| channel | out | in | addresses | private | longest text | can also | needs |
|---|---|---|---|---|---|---|---|
"""


def channels_page() -> str:
    """Return the page on channels, with its table as the cards say."""
    text = (DOCS / "channels.md").read_text(encoding="utf-8")
    with Client(settings.NetSettings()) as http:
        cards = Channels(Tools(http, now, new_event_loop)).cards
    ours = sorted(name for name in cards if PLX._NS + name in PLX)
    rows = "".join(_channel_row(cards[name]) for name in ours)
    return _TABLE.sub(lambda _: _TABLE_HEAD + rows, text)


def _channel_row(card: CapabilityCard) -> str:
    live = Role.LIVE in card.roles
    schemes = ", ".join(f"`{scheme}:`" for scheme in card.schemes)
    verbs = [_VERBS[verb] for verb in Verb if verb in card.verbs and verb in _VERBS]
    more = ["pictures and files"] if card.media_types else []
    longest = "any" if card.longest_text is None else f"{card.longest_text:,}"
    cells = (
        f"[{card.title}](#{card.name})",
        "yes" if live or Role.SHARER in card.roles else "",
        "at once" if live else "yes" if Role.LISTENER in card.roles else "",
        schemes,
        ", ".join(one for one in Privacy if one in card.privacy),
        longest if live or Role.SHARER in card.roles else "",
        ", ".join([*more, *verbs, *(["threads"] if card.keeps_threads else [])]),
        f"`plexus-ld[{card.extra}]`" if card.extra else "",
    )
    return f"| {' | '.join(cells)} |\n"


#: What a channel can do beside sending something new.
_VERBS = {
    Verb.UPDATE: "edit",
    Verb.DELETE: "delete",
    Verb.LIKE: "like",
    Verb.ANNOUNCE: "reshare",
}

#: File name → what writes it.
PAGES = {
    "channels.md": channels_page,
    "ontology.md": ontology_page,
    "settings.md": settings_page,
}


if __name__ == "__main__":
    for name, page in PAGES.items():
        (DOCS / name).write_text(page(), encoding="utf-8")
