"""An error page under a profile's name is known for what it is."""

import pytest

from plexus_ld.errors import ParseError
from plexus_ld.rdf.document import Document
from plexus_ld.rdf.errorpages import error_said
from plexus_ld.rdf.parsing import read


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("<html><head><title>404 Not Found</title></head></html>", "404 Not Found"),
        ("<html><body><h1>403 Forbidden</h1></body></html>", "403 Forbidden"),
        (
            "<!DOCTYPE html><title>Page not found · Host</title>",
            "Page not found · Host",
        ),
        ("404: Not Found", "404: Not Found"),
        ("Not Found\n", "Not Found"),
        ('{"message": "Not Found", "status": "404"}', "Not Found"),
        ("<Error><Code>NoSuchKey</Code></Error>", "NoSuchKey"),
    ],
)
def test_an_error_page_says_what_it_is(text: str, said: str) -> None:
    assert error_said(text) == said

    with pytest.raises(ParseError, match="an error page, not a profile"):
        read(Document("http://a.example/foaf.rdf", text.encode(), name="foaf.rdf"))


def test_a_profile_that_speaks_of_an_error_is_none() -> None:
    assert error_said("<> <#name> '404 Not Found' . " * 50) is None
    assert error_said("<html><title>Ada, not found wanting</title>") is None
