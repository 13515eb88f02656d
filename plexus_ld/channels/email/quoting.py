"""What a mail quotes of the one that it answers: its tail, which the reader has.

Only a tail is taken off, and only of an answer; an answer between the lines is kept.
"""

import re
from typing import Final

#: Lines between the answer and the quote, as mail programs write them.
_INTRODUCTION: Final = re.compile(
    r"^(?:on\b.{0,300}\bwrote|am\b.{0,300}\bschrieb\b.{0,200}|le\b.{0,300}\ba écrit"
    r"|el\b.{0,300}\bescribió|-{2,}\s*original message\s*-{2,}.*)\s*:?\s*$",
    re.IGNORECASE,
)
_BLOCK: Final = re.compile(r"<(/?)blockquote\b[^<>]{0,2000}>", re.IGNORECASE)
_GMAIL: Final = re.compile(
    r"<div\b[^<>]{0,300}\b(?:gmail_quote|gmail_attr|moz-cite-prefix|yahoo_quoted)\b"
    r"[^<>]{0,300}>",
    re.IGNORECASE,
)
_TAGS: Final = re.compile(r"<[^<>]{0,2000}>|&nbsp;|\s+")
#: Of a text that is looked at for its quote: the end.
_MAX_LINES: Final = 20_000
_SIGNATURE: Final = "-- "


def without_quote(text: str) -> str:
    """Return an answer's text without the quote at its end."""
    lines = text.split("\n")
    if len(lines) > _MAX_LINES:
        return text
    end = _without_blanks(lines, len(lines))
    start = end
    while start and (lines[start - 1].startswith(">") or not lines[start - 1].strip()):
        start -= 1
    if not any(line.startswith(">") for line in lines[start:end]):
        return text
    start = _before_introduction(lines, _without_blanks(lines, start))
    kept = "\n".join(lines[:start]).rstrip()
    return kept or text


def without_signature(text: str) -> str:
    """Return a text without the signature at its end.

    Source: RFC 3676 §4.3: a line that is two hyphens and a space.
    """
    head, found, _ = text.rpartition(f"\n{_SIGNATURE}\n")
    return head.rstrip() if found and head.strip() else text


def without_html_quote(html: str) -> str:
    """Return an answer's HTML without the quote at its end; tags may stay open."""
    spans = _blocks(html)
    if not spans or _TAGS.sub("", html[spans[-1][1] :]):
        return html
    start = spans[-1][0]
    for mark in _GMAIL.finditer(html, 0, start):
        between = _TAGS.sub(" ", html[mark.end() : start])
        # Between a program's mark and the quote stands "On …, Bob wrote:", no answer.
        if len(between) < 400 and between.strip().endswith(":"):
            start = mark.start()
            break
    kept = html[:start]
    return kept if _TAGS.sub("", kept) else html


def _blocks(html: str) -> list[tuple[int, int]]:
    """Return where each outermost blockquote begins and ends."""
    spans, depth, start = [], 0, 0
    for tag in _BLOCK.finditer(html):
        if not tag[1]:
            start = tag.start() if depth == 0 else start
            depth += 1
        elif depth:
            depth -= 1
            if depth == 0:
                spans.append((start, tag.end()))
    return spans


def _without_blanks(lines: list[str], end: int) -> int:
    while end and not lines[end - 1].strip():
        end -= 1
    return end


def _before_introduction(lines: list[str], end: int) -> int:
    """Return where the introduction begins: one line, or one that was broken in two."""
    for count in (1, 2, 3):
        if count > end:
            break
        words = " ".join(line.strip() for line in lines[end - count : end])
        if _INTRODUCTION.match(words):
            return end - count
    return end
