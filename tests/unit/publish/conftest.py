"""Texts that break programs."""

import json
import re
from pathlib import Path

import pytest

#: What XML 1.0 §2.2 has no way to write, and what HTML mends: taken out of every form.
_MENDED = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ufdd0-\ufdef\ufffe\uffff]")


@pytest.fixture(scope="session")
def naughty(shared: Path) -> list[str]:
    file = shared / "suites" / "naughty-strings" / "blns.json"
    texts = json.loads(file.read_text(encoding="utf-8"))
    return [text for text in texts if not _MENDED.search(text)]
