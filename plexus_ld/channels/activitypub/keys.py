"""The keys of other accounts, as their own servers tell them."""

from typing import Final
from urllib.parse import urldefrag

from rdflib import URIRef

from plexus_ld.channels.activitypub.actors import Actors
from plexus_ld.net.signing.values import PublicKey

_LONGEST: Final = 10_000


def key_of_account(actors: Actors, key_id: str) -> PublicKey | None:
    """Return a key that the account it names has in its own document.

    Args:
        actors: Asks for the documents of accounts.
        key_id: The key's id, an address on the web.

    Raises:
        DeliveryError: There is no such document, or none of an account.
    """
    document = actors.document(urldefrag(key_id).url)
    told = document.get("publicKey")
    for one in told if isinstance(told, list) else [told]:
        if not isinstance(one, dict) or one.get("id") != key_id:
            continue
        owner, pem = one.get("owner"), one.get("publicKeyPem")
        is_own = isinstance(owner, str) and owner == document.get("id")
        if is_own and isinstance(pem, str) and len(pem) <= _LONGEST:
            return PublicKey(key_id, URIRef(str(owner)), pem.encode())
    return None
