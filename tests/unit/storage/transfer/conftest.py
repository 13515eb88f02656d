"""What the tests of export and restore may ask for."""

from pathlib import Path

import pytest

from plexus_ld.storage.durable.local import LocalEngine
from plexus_ld.storage.home import Home
from tests.unit.storage.keeping import OpenEngine, add
from tests.unit.storage.transfer.homes import SAID, copied


@pytest.fixture
def home(tmp_path: Path) -> Home:
    home = Home(tmp_path / "home")
    home.prepare()
    home.settings.write_text('[publish]\nuser = "anna"\npassword = "canary"\n')
    (home.originals / "ab").mkdir()
    (home.originals / "ab" / "cdef").write_bytes(b"as it was read")
    (home.keys / "owner.pem").write_bytes(b"canary key")
    return home


@pytest.fixture
def engine(home: Home, open_engine: OpenEngine) -> LocalEngine:
    engine = open_engine(home.folder, derive=copied)
    add(engine, *SAID)
    return engine
