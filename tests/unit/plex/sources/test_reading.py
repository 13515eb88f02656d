from datetime import UTC, datetime

import pytest

from plexus_ld.errors import PlexusError
from plexus_ld.plex.sources.digest import Digest, Survey, robots_marks, survey
from plexus_ld.plex.sources.reading import checked
from plexus_ld.plex.sources.values import Had, Target
from plexus_ld.rdf.document import Document, Reading

IRI = "http://ann.example/card"
FOAF = "http://xmlns.com/foaf/0.1/"
ME = f"<{IRI}#me>"


def _had() -> Had:
    target = Target(IRI, IRI)
    return Had(target, datetime(2026, 3, 14, tzinfo=UTC), Document(IRI, b""))


@pytest.mark.parametrize(
    ("graph", "kept"),
    [
        (f"<{IRI}>", True),
        ("<urn:x-plexus:profile>", False),
        (f"<{IRI}x>", False),
        ("", False),
    ],
)
def test_a_worker_speaks_of_its_own_graph_only(graph: str, kept: bool) -> None:
    line = f'{ME} <{FOAF}name> "Ann" {graph} .'
    digest = Digest(Reading((line,), "turtle", 1), Survey())

    assert isinstance(checked(_had(), digest), PlexusError) != kept


@pytest.mark.parametrize(
    ("words", "marks"),
    [
        ("", (True, True)),
        ("all", (True, True)),
        ("noindex", (False, True)),
        ("NOFOLLOW", (True, False)),
        ("googlebot: noindex, nofollow", (False, False)),
        ("none", (False, False)),
        ("noindexing", (True, True)),
    ],
)
def test_marks_for_robots_are_read(words: str, marks: tuple[bool, bool]) -> None:
    assert robots_marks(words) == marks


@pytest.mark.parametrize(
    ("said", "about"),
    [
        ([(f"<{IRI}>", "primaryTopic", ME), (f"<{IRI}>", "maker", "<urn:x>")], (ME,)),
        ([(f"<{IRI}>", "maker", ME)], (ME,)),
        ([(ME, "knows", "<urn:bob>")], (ME,)),
        ([("<urn:bob>", "knows", "<urn:cy>")], ()),
        ([], ()),
    ],
)
def test_whom_a_document_is_about(
    said: list[tuple[str, str, str]], about: tuple[str, ...]
) -> None:
    statements = [(s, f"<{FOAF}{p}>", o, f"<{IRI}>") for s, p, o in said]

    assert survey(IRI, statements).about == about
