"""Addresses: ordinary words outside, IRIs in the graph.

``bob@example.org`` on the channel email is ``mailto:bob@example.org``. A channel's card
says which schemes its addresses have, and shows an example for whoever types another.
"""

import re
from collections.abc import Callable
from pathlib import Path
from typing import Final
from urllib.parse import quote, unquote, urlsplit

from rdflib import URIRef

from plexus_ld.errors import ConnectionPointError, ParseError
from plexus_ld.model.capability import CapabilityCard
from plexus_ld.model.connection import Direction
from plexus_ld.plex.accounts.naming import DEFAULT
from plexus_ld.plex.connections.values import Way
from plexus_ld.rdf.lines import text_of

_SCHEME: Final = re.compile(r"([A-Za-z][A-Za-z0-9+.-]*):")
_AT: Final = re.compile(r"(?P<user>[^@\s/:<>\"]+)@(?P<host>[^@\s/:<>\"]+(?::\d{1,5})?)")
_HOST: Final = re.compile(r"[\w-]+(\.[\w-]+)+(:\d{1,5})?(/\S*)?")
_IRC: Final = re.compile(r"([^\s@,:]{1,64})@([\w.-]+(?::\d{1,5})?)")
_MATRIX: Final = {"@": "u", "#": "r", "!": "roomid"}
#: What may stand in an IRI as it is, after its scheme.
_SAFE: Final = "/?#[]@!$&'()*+,;=:~%"
#: Schemes that people leave out.
_SILENT: Final = ("mailto:", "xmpp:", "acct:", "nostr:")
#: Schemes whose addresses are ``user@host``.
_AT_SCHEMES: Final = frozenset({"mailto", "xmpp", "acct", "sip"})


def address_of(card: CapabilityCard, words: str) -> URIRef:
    """Return an address on a channel as an IRI.

    Args:
        card: The channel's card.
        words: The address, as the owner typed it.

    Raises:
        ConnectionPointError: It is none; the sentence shows one.
    """
    typed = words.strip()
    scheme = _SCHEME.match(typed)
    if scheme is None or (card.schemes and scheme[1].lower() not in card.schemes):
        made = next(filter(None, (_made(one, typed) for one in card.schemes)), "")
    else:
        made = f"{scheme[1].lower()}:{typed[scheme.end() :]}"
    if not made or not _is_sound(made):
        example = card.address_example
        message = f"{words!r} is no address on {card.name}" + (
            f"; one looks like {example}" if example else ""
        )
        raise ConnectionPointError(message)
    return URIRef(_with_small_host(made))


def shown(address: URIRef) -> str:
    """Return an address as people write it."""
    for scheme in _SILENT:
        if address.startswith(scheme):
            return unquote(address.removeprefix(scheme))
    if address.startswith("matrix:"):
        kind, _, name = unquote(address.removeprefix("matrix:")).partition("/")
        signs = {word: sign for sign, word in _MATRIX.items()}
        return f"{signs[kind]}{name}" if kind in signs else str(address)
    return str(address)


def way_of(
    card: Callable[[str], CapabilityCard], words: str, direction: Direction
) -> Way:
    """Read ``CHANNEL:ADDRESS``, or ``CHANNEL/ACCOUNT:ADDRESS``.

    Raises:
        NoSuchChannelError: There is no such channel.
        ConnectionPointError: The words are none, or the channel does not go that way.
    """
    channel, colon, address = words.partition(":")
    channel, _, account = channel.partition("/")
    if not colon or not channel or not address:
        message = (
            f"{words!r}: a point is CHANNEL:ADDRESS, such as email:bob@example.org"
        )
        raise ConnectionPointError(message)
    found = card(channel)
    made = address_of(found, address)
    if found.names_account and not account:
        account = unquote(made.partition(":")[2])
    return Way(channel, made, direction, account or DEFAULT)


def _made(scheme: str, words: str) -> str:
    """Return words as an IRI of a scheme; "" if they are none."""
    if scheme in _AT_SCHEMES:
        plain = words.lstrip("@") if scheme == "acct" else words
        found = _AT.fullmatch(plain)
        return f"{scheme}:{quote(plain, safe=_SAFE)}" if found else ""
    if scheme == "https":
        return f"https://{words}" if _HOST.fullmatch(words) else ""
    if scheme == "http":
        return ""
    if scheme == "file":
        return Path(words).expanduser().absolute().as_uri()
    return _in_scheme(scheme, words)


def _in_scheme(scheme: str, words: str) -> str:
    if scheme == "matrix":
        kind = _MATRIX.get(words[:1])
        return f"matrix:{kind}/{quote(words[1:], safe=_SAFE)}" if kind else ""
    if scheme.startswith("irc"):
        found = _IRC.fullmatch(words)
        return f"{scheme}://{found[2]}/{quote(found[1], safe='')}" if found else ""
    if _SCHEME.match(words) and "@" not in words:
        return ""  # an IRI of another scheme
    return f"{scheme}:{quote(words, safe=_SAFE)}" if words else ""


def _is_sound(iri: str) -> bool:
    scheme, _, rest = iri.partition(":")
    if not rest:
        return False
    try:
        text_of(URIRef(iri))
        parts = urlsplit(iri)
        host = parts.hostname
        _ = parts.port
    except (ParseError, ValueError):
        return False
    if scheme in ("http", "https"):
        return bool(host) and not parts.username
    if scheme in _AT_SCHEMES:
        return _AT.fullmatch(unquote(rest.partition("?")[0])) is not None
    return True


def _with_small_host(iri: str) -> str:
    """Return an address of the form ``user@HOST`` with its host in small letters."""
    scheme, _, rest = iri.partition(":")
    if scheme not in _AT_SCHEMES:
        return iri
    user, _, host = rest.rpartition("@")
    return f"{scheme}:{user}@{host.lower()}"
