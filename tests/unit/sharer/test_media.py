"""Files are kept under the hash of their bytes."""

from hashlib import sha256
from pathlib import Path

import pytest

from plexus_ld.errors import MediaError
from plexus_ld.sharer.media import Media

BODY = b"a picture"
DIGEST = sha256(BODY).hexdigest()


def test_a_file_is_found_by_its_content_and_kept_once(tmp_path: Path) -> None:
    media = Media(tmp_path)

    assert media.keep(BODY) == media.keep(BODY) == DIGEST
    assert media.file(DIGEST).read_bytes() == BODY
    assert [file for file in tmp_path.rglob("*") if file.is_file()] == [
        media.file(DIGEST)
    ]


def test_a_damaged_file_is_written_anew(tmp_path: Path) -> None:
    media = Media(tmp_path)
    media.keep(BODY)
    media.file(DIGEST).write_bytes(b"rot")

    assert not media.is_sound(DIGEST)
    media.keep(BODY)
    assert media.is_sound(DIGEST)


def test_what_cannot_be_kept_is_said(tmp_path: Path) -> None:
    (tmp_path / "media").write_text("no folder")

    with pytest.raises(MediaError, match="cannot be kept"):
        Media(tmp_path / "media").keep(BODY)


def test_without_a_home_files_are_gone_with_the_process() -> None:
    media = Media(None)
    file = media.file(media.keep(BODY))

    assert file.read_bytes() == BODY
    media.close()
    assert not file.exists()
