"""The key of the account for ActivityPub."""

from pathlib import Path

import pytest

from plexus_ld.errors import HomeError
from plexus_ld.plex.profile.key import ACTOR_NAME, ActorKey


def test_it_is_made_once_for_the_owner_alone(tmp_path: Path) -> None:
    first, second = ActorKey(tmp_path), ActorKey(tmp_path)

    assert first.public_pem == second.public_pem
    assert first.public_pem.startswith("-----BEGIN PUBLIC KEY-----")
    assert (tmp_path / ACTOR_NAME).stat().st_mode & 0o777 == 0o600
    assert [one.name for one in tmp_path.iterdir()] == [ACTOR_NAME]


@pytest.mark.parametrize("body", [b"", b"-----BEGIN PRIVATE KEY-----\n"])
def test_a_file_that_is_no_key_is_told_and_not_overwritten(
    tmp_path: Path, body: bytes
) -> None:
    (tmp_path / ACTOR_NAME).write_bytes(body)

    with pytest.raises(HomeError, match="key"):
        ActorKey(tmp_path)
    assert (tmp_path / ACTOR_NAME).read_bytes() == body
