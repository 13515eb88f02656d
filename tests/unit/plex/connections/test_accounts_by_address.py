"""An address that names an account of the owner's is spoken by that account."""

import pytest

from plexus_ld.channels import command, file
from plexus_ld.model.connection import Direction
from plexus_ld.plex.connections.addresses import way_of

CARDS = {"command": command.CARD, "file": file.CARD}


@pytest.mark.parametrize(
    ("words", "address", "account"),
    [
        ("command:command:printer", "command:printer", "printer"),
        ("command:printer", "command:printer", "printer"),
        ("command/other:command:printer", "command:printer", "other"),
        ("file:file:///srv/x", "file:///srv/x", "default"),
    ],
)
def test_the_account_is_the_one_that_the_address_names(
    words: str, address: str, account: str
) -> None:
    way = way_of(CARDS.__getitem__, words, Direction.OUTGOING)

    assert (str(way.address), way.account) == (address, account)
