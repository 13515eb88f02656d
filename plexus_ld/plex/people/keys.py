"""Identifying values, brought into one form: the keys that people are joined on.

A key is ``kind:value`` in the characters of an IRI. A mailbox's keys are its hashes,
in the form that FOAF asks for (of ``mailto:…``) and in the one that many made (of the
bare address), so that a mailbox meets its hash whoever made it. Never a name.
Source: FOAF Vocabulary Specification 0.99 (inverse functional properties).
"""

import re
from functools import lru_cache
from hashlib import sha1
from typing import Final
from urllib.parse import quote, unquote, urlsplit

#: Kinds that identify with care: real documents give one homepage to three people, so
#: they join nobody whose names differ.
WEAK: Final = frozenset({"homepage", "weblog", "openid", "account"})
#: Kinds that hold only when both sides' own documents say so.
MUTUAL: Final = frozenset({"me", "same"})
#: Hashes that identify nobody: of nothing, and of ``mailto:`` alone.
NOTHING: Final = frozenset(
    sha1(text, usedforsecurity=False).hexdigest()
    for text in (b"", b"mailto:", b"mailto: ", b" ", b"\n", b"mailto:null", b"null")
)
_HASH: Final = re.compile(r"[0-9a-f]{40}")
_MAILBOX: Final = re.compile(r"[^@\s,;:<>]+@[^@\s,;:<>/]+")
#: Longest value that is looked at, in characters: no address or number is longer.
_MAX_LENGTH: Final = 4096
_SAFE: Final = ":/?@!$&'()*+,;=~-._"


def text_of(term: str) -> str:
    """Return what a term says: an IRI without brackets, a literal without quotes."""
    if term.startswith("<"):
        return term[1:-1]
    text = term[1 : term.rindex('"')]
    return _unescaped(text) if "\\" in text else text


_ESCAPE: Final = re.compile(r"\\(?:u([0-9A-Fa-f]{4})|U([0-9A-Fa-f]{8})|(.))", re.DOTALL)
_LETTERS: Final = {"n": "\n", "r": "\r", "t": "\t", "b": "\b", "f": "\f"}


def _unescaped(text: str) -> str:
    def plain(found: re.Match[str]) -> str:
        code = found[1] or found[2]
        return chr(int(code, 16)) if code else _LETTERS.get(found[3], found[3])

    return _ESCAPE.sub(plain, text)


def key_iri(key: str) -> str:
    """Return a key as the IRI that it stands under in the keys graph."""
    return f"<urn:x-plexus:key:{key}>"


def kind_of(key: str) -> str:
    """Return a key's kind."""
    return key.partition(":")[0]


def _key(kind: str, value: str) -> str:
    return f"{kind}:{quote(value, safe=_SAFE)}"


def _digest(text: str) -> str:
    return sha1(text.encode(), usedforsecurity=False).hexdigest()


@lru_cache(maxsize=16384)
def mailbox_keys(value: str) -> tuple[str, ...]:
    """Return the keys of a mailbox, with or without ``mailto:``; () if it is none."""
    value = value.strip()[:_MAX_LENGTH]
    if value[:7].lower() == "mailto:":
        value = unquote(value[7:].partition("?")[0]).strip()
    if _MAILBOX.fullmatch(value) is None:
        return ()
    local, _, host = value.rpartition("@")
    spellings = dict.fromkeys(
        (value, f"{local}@{host.lower()}", value.lower())  # hashed as they were typed
    )
    return tuple(
        f"mbox:{_digest(prefix + spelling)}"
        for spelling in spellings
        for prefix in ("mailto:", "")
    )


def hash_keys(value: str) -> tuple[str, ...]:
    """Return the key of a mailbox's hash; () if it is malformed or of nothing."""
    value = "".join(value[:_MAX_LENGTH].split()).lower()
    if _HASH.fullmatch(value) is None or value in NOTHING:
        return ()
    return (f"mbox:{value}",)


def chat_keys(kind: str, value: str) -> tuple[str, ...]:
    """Return the key of a name on a chat service."""
    value = value.strip()[:_MAX_LENGTH].lower()
    for scheme in ("xmpp:", "mailto:", "aim:", "ymsgr:", "msnim:", "icq:"):
        value = value.removeprefix(scheme)
    if kind == "icq":
        value = "".join(letter for letter in value if letter.isdigit())
    if kind == "jabber":
        value = value.partition("/")[0]
    if len(value) < 3 or (kind == "jabber" and "@" not in value):
        return ()
    return (_key(kind, value),)


def page_keys(kind: str, value: str) -> tuple[str, ...]:
    """Return the key of a page: scheme, ``www.``, last slash and fragment aside."""
    place = page_of(value)
    return (_key(kind, place),) if place else ()


@lru_cache(maxsize=16384)
def page_of(url: str) -> str:
    """Return where a page lies, however its URL was spelled; "" if it is no page."""
    try:
        parts = urlsplit(url.strip()[:_MAX_LENGTH])
    except ValueError:
        return ""
    host = parts.netloc.lower().removeprefix("www.")
    if parts.scheme.lower() not in ("http", "https") or "." not in host:
        return _local_page(url)
    host = host.removesuffix(":80").removesuffix(":443")
    path = parts.path.rstrip("/")
    return f"{host}{path}?{parts.query}" if parts.query else f"{host}{path}"


def _local_page(url: str) -> str:
    """Return the place of a page on a host without a dot: ``localhost:8080/bob``."""
    found = re.match(r"https?://([a-z0-9-]+(?::\d+)?(?:/[^#]*)?)", url, re.IGNORECASE)
    return found[1].rstrip("/") if found else ""


def account_keys(iri: str, name: str, service: str) -> tuple[str, ...]:
    """Return the keys of an account: its own IRI, and its name on its service.

    Args:
        iri: Its IRI; "" for an account that has no name of its own.
        name: Its ``foaf:accountName``; "" if there is none.
        service: Its ``foaf:accountServiceHomepage``; "" if there is none.
    """
    keys = []
    place = page_of(iri)
    # An account that is its service's front page is everybody's.
    if place and "/" in place:
        keys.append(_key("account", place))
    elif iri.lower().startswith(("acct:", "xmpp:", "mailto:", "sip:")):
        keys.append(_key("account", iri.lower()))
    host = page_of(service).partition("/")[0]
    if name.strip() and host:
        keys.append(_key("acct", f"{name.strip().lower()[:_MAX_LENGTH]}@{host}"))
    return tuple(keys)


def public_key_keys(modulus: str) -> tuple[str, ...]:
    """Return the key of a public key's modulus or fingerprint, as hexadecimal."""
    digits = "".join(letter for letter in modulus.lower() if letter.isalnum())
    digits = digits.lstrip("0")
    return (f"key:{_digest(digits)}",) if len(digits) >= 32 else ()


def link_key(document: str, target: str) -> str:
    """Return the key of two pages that may link to each other; "" if one is none."""
    pair = sorted({page_of(document), page_of(target)})
    return _key("me", "*".join(pair)) if len(pair) == 2 and pair[0] else ""


def same_key(one: str, other: str) -> str:
    """Return the key of two nodes of which one may say that it is the other."""
    return _key("same", "*".join(sorted((one, other))))
