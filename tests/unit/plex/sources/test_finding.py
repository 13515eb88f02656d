import pytest

from plexus_ld.errors import SourceError
from plexus_ld.plex.sources.finding import is_telling, target_of_url


@pytest.mark.parametrize(
    ("head", "telling"),
    [
        ("@prefix foaf: <http://xmlns.com/foaf/0.1/> .", True),
        ("PREFIX : <http://x.example/>\n:a a :b .", True),
        ("<http://a.example/> <http://b.example/> <http://c.example/> .\n", True),
        ('<?xml version="1.0"?>\n<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-'
         'rdf-syntax-ns#">', True),
        ("<!doctype html><title>Ann</title>", True),
        ('{"@context": "https://schema.org/", "name": "Ann"}', True),
        ("BEGIN:VCARD\r\nVERSION:4.0\r\n", True),
        ('{"name": "plexus", "version": 1}', False),
        ('<?xml version="1.0"?>\n<!DOCTYPE fontconfig SYSTEM "fonts.dtd">\n'
         "<fontconfig>\n  <match target='font'>", False),
        ("# Friends\n\nSome words.\n", False),
        ("import re\n\nprefix = 1\n", False),
        ("", False),
    ],
)  # fmt: skip
def test_only_a_telling_beginning_makes_a_document_of_a_file(
    head: str, telling: bool
) -> None:
    assert is_telling(head) == telling


@pytest.mark.parametrize(
    ("url", "iri", "agent"),
    [
        ("http://a.example", "http://a.example/", None),
        ("http://a.example/x#me", "http://a.example/x", "http://a.example/x#me"),
        ("http://a.example/a b", "http://a.example/a%20b", None),
        ("http://a.example/é?q=1", "http://a.example/é?q=1", None),
        (" http://a.example/<x> ", "http://a.example/%3Cx%3E", None),
    ],
)
def test_a_url_leads_to_a_document(url: str, iri: str, agent: str | None) -> None:
    target = target_of_url(url)

    assert (target.iri, target.agent) == (iri, agent)


@pytest.mark.parametrize(
    "url",
    [
        "http://",
        "http://[",
        "http:///x",
        "https://:80/",
        "http://a.example:99999/",
        "http://a.example:x/",
    ],
)
def test_a_url_of_nothing_is_refused(url: str) -> None:
    with pytest.raises(SourceError):
        target_of_url(url)
