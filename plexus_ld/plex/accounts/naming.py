"""What an account is called: by the owner, in the graph, and beside its secrets.

The IRI stays when the owner's address moves, as secrets are kept under it.
"""

import re
from typing import Final
from urllib.parse import quote, unquote

from rdflib import URIRef

from plexus_ld.errors import AccountError
from plexus_ld.vocab.graphs import PREFIX

#: The account of an owner who has one of a kind.
DEFAULT: Final = "default"
_ACCOUNT: Final = f"{PREFIX}account:"
_NAME: Final = re.compile(r"[\w@][\w.@+-]{0,63}")


def account_iri(channel: str, name: str = DEFAULT) -> URIRef:
    """Return the IRI of an account."""
    return URIRef(f"{_ACCOUNT}{channel}:{quote(name, safe='')}")


def account_name(iri: object) -> str:
    """Return what the owner calls an account, by its IRI."""
    return unquote(str(iri).rpartition(":")[2])


def account_words(iri: object) -> str:
    """Return an account as ``CHANNEL[:ACCOUNT]`` names it, by its IRI."""
    channel, _, name = str(iri).removeprefix(_ACCOUNT).partition(":")
    return channel if name == DEFAULT else f"{channel}:{unquote(name)}"


def parted(words: str) -> tuple[str, str]:
    """Take ``CHANNEL[:ACCOUNT]`` apart.

    Raises:
        AccountError: The account's name is none.
    """
    channel, colon, name = words.partition(":")
    if not colon:
        return channel, DEFAULT
    if not _NAME.fullmatch(name):
        reason = f"{name!r} is no name for an account; one is a word, such as work"
        raise AccountError(channel, reason)
    return channel, name
