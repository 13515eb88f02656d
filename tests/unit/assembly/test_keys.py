"""The owner's key, found where signatures say that it lies."""

import pytest

from plexus_ld.errors import SignatureError
from plexus_ld.net.signing.proofs import proved, sealed
from plexus_ld.net.signing.values import SigningKey
from tests.web_agent import WebAgent

TOLD = {"@context": ["https://www.w3.org/ns/activitystreams"], "type": "Offer"}


def test_what_the_owner_signs_is_proved_by_their_profile(agent: WebAgent) -> None:
    plex = agent.plex
    key = SigningKey(f"{plex.site.base}#key", plex.owner_key.pem)

    signer = proved(sealed(TOLD, key, plex.clock()), plex.public_keys.find)

    assert signer.owner == plex.me


def test_a_key_that_no_profile_has_is_nobodys(agent: WebAgent) -> None:
    for id_ in ("#other", "nothing#key", "actor#key"):
        with pytest.raises(SignatureError):
            agent.plex.public_keys.find(f"{agent.plex.site.base}{id_}")


@pytest.mark.parametrize("form", ["text/turtle", "application/ld+json", "text/html"])
def test_the_key_is_in_every_form_of_the_profile(agent: WebAgent, form: str) -> None:
    answer = agent.ask("GET", "", headers={"Accept": form})

    assert b"publicKeyMultibase" in answer.body
