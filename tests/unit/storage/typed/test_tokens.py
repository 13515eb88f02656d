import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plexus_ld.errors import QueryError
from plexus_ld.storage.typed.tokens import MAX_BYTES, MAX_DEPTH, tokens_of, unescaped

#: What may stand between two tokens.
SPACE = re.compile(r"(?:[ \t\r\n]|#[^\r\n]*)*")
PIECES = (
    "<", ">", "<a:b#c>", "<x'y>", '"""', "'''", '"', "'", "#", "\n", "\r", " ", "?a",
    "(", ")", "{", "}", "SELECT", "SERVICE", "a:b", "_:c", "1.5e3", ".", "@en",
    "\u017f", "\u00a0", "\x00", "&&", "^^", "''", "\U0001f600", "\ud800", "\\u0041",
)  # fmt: skip


@given(st.lists(st.sampled_from(PIECES), max_size=30).map("".join))
def test_that_tokens_and_the_space_between_them_are_the_whole_text(text: str) -> None:
    try:
        tokens = tokens_of(text)
    except QueryError:
        return

    ends = [0, *(token.end for token in tokens)]
    starts = [*(token.start for token in tokens), len(text)]
    between = [text[end:start] for end, start in zip(ends, starts, strict=True)]
    assert all(SPACE.fullmatch(space) for space in between)
    assert all(text[token.start : token.end] == token.text for token in tokens)


@pytest.mark.parametrize(
    ("text", "kinds"),
    [
        ("?s foaf:name 'x'@en-GB", "variable name string language"),
        ("<http://a.example/#b> a _:c.", "iri word blank sign"),
        ("?a<?b && ?c>?d", "variable sign variable sign variable sign variable"),
        ("?a<?b&&?c>?d", "variable iri variable"),  # the longest match: §19.8
        ("'a' \"b\" '''c'd''' \"\"\"e\"f\"\"\"", "string string string string"),
        ("1 1.5 .5 1e6 -1", "number number number number sign number"),
        ("ex:a.b.c. ex:%41 ex:\\~x : x:", "name sign name name name name"),
        ("'''''' \"\"", "string string"),
        ("SELECT#x\rWHERE", "word word"),
        ("$p ?größe ?名", "variable variable variable"),
    ],
)
def test_that_a_text_is_cut_as_the_grammar_says(text: str, kinds: str) -> None:
    tokens = tokens_of(text)

    assert " ".join(token.kind for token in tokens) == kinds


@pytest.mark.parametrize(
    "text",
    [
        "a.a" * 20_000,
        "?x<" * 20_000,
        "a:b." * 16_000,
        "_:a." * 16_000,
        "@a-" * 20_000,
        "1.e" * 20_000,
        "x" * 65_000 + ":",
        '"""' + '"a' * 30_000,
        "'" + "\\'" * 30_000,
        "<" + "\\u0041" * 10_000,
    ],
    ids=range(10),
)
def test_that_the_longest_texts_are_cut_at_once(text: str) -> None:
    # With a time that grows by the square, this would take minutes.
    try:
        tokens = tokens_of(text)
    except QueryError as error:
        assert error.line == 1
    else:
        assert tokens


def test_that_a_text_beyond_the_limit_is_refused() -> None:
    with pytest.raises(QueryError, match="longer than 64 KiB"):
        tokens_of("é" * (MAX_BYTES // 2 + 1))


def test_that_depth_has_a_limit_and_ordinary_depth_has_none() -> None:
    deep = "{ " * MAX_DEPTH + "}" * MAX_DEPTH

    assert len(tokens_of(deep)) == 2 * MAX_DEPTH
    with pytest.raises(QueryError, match="brackets within each other"):
        tokens_of("{" + deep + "}")


def test_that_escapes_are_read_wherever_they_stand() -> None:
    assert (
        unescaped(r"\u0053ERVICE \U0001F600 \n \uZZZZ")
        == "SERVICE \U0001f600 \\n \\uZZZZ"
    )
    assert unescaped(r"\UFFFFFFFF") == "\N{REPLACEMENT CHARACTER}"
