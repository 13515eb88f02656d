"""Bytes become text by what they are; what was said wrongly is a repair."""

import codecs

import pytest

from plexus_ld.rdf.document import Document
from plexus_ld.rdf.encodings import decode

TEXT = "<#me> <#name> “Zoë Müller — Frédéric” ."


def document(body: bytes, charset: str | None = None) -> Document:
    return Document("http://a.example/", body, charset=charset)


@pytest.mark.parametrize(
    ("mark", "encoding"),
    [
        (codecs.BOM_UTF8, "utf-8"),
        (codecs.BOM_UTF16_LE, "utf-16-le"),
        (codecs.BOM_UTF16_BE, "utf-16-be"),
        (codecs.BOM_UTF32_LE, "utf-32-le"),
        (codecs.BOM_UTF32_BE, "utf-32-be"),
        (b"", "utf-8"),
        (b"", "utf-16-le"),
        (b"", "utf-16-be"),
    ],
)
def test_unicode_is_known_by_its_first_bytes(mark: bytes, encoding: str) -> None:
    assert decode(document(mark + TEXT.encode(encoding))) == (TEXT, ())


def test_a_declared_encoding_is_taken_at_its_word_and_left_out() -> None:
    xml = '<?xml version="1.0" encoding="{}"?><name>10 € für Zoë</name>'
    body = xml.format("ISO-8859-15").encode("iso-8859-15")

    text, repairs = decode(document(body))

    assert text == '<?xml version="1.0"?><name>10 € für Zoë</name>'
    assert repairs == ()


def test_the_servers_word_and_a_pages_word_count() -> None:
    body = "<p>Zoë</p>".encode("latin-1")
    page = b'<meta charset="iso-8859-1">' + body

    assert decode(document(body, "ISO-8859-1")) == ("<p>Zoë</p>", ())
    assert decode(document(page))[0].endswith("<p>Zoë</p>")


def test_utf_8_that_is_declared_as_something_else_is_said() -> None:
    text, repairs = decode(document("Zoë".encode(), "iso-8859-1"))

    assert text == "Zoë"
    assert repairs == (
        "read as UTF-8, which it is, though it is declared as iso8859-1",
    )


@pytest.mark.parametrize(
    ("encoding", "name"), [("mac_roman", "MacRoman"), ("cp1252", "Windows-1252")]
)
def test_an_undeclared_encoding_is_guessed_and_said(encoding: str, name: str) -> None:
    text, repairs = decode(document(TEXT.encode(encoding)))

    assert text == TEXT
    assert len(repairs) == 1
    assert name in repairs[0]


def test_a_wrongly_declared_utf_8_is_guessed_and_said() -> None:
    body = b'<?xml version="1.0" encoding="UTF-8"?>' + "Zoë".encode("latin-1")

    text, repairs = decode(document(body))

    assert text.endswith("Zoë")
    assert "declared as utf-8" in repairs[0]


@pytest.mark.parametrize("charset", ["zlib", "no-such", "idna", "hex", "\x00", ""])
def test_an_odd_charset_is_passed_over(charset: str) -> None:
    assert decode(document(b"abc", charset)) == ("abc", ())
