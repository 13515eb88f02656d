"""What the tests of the store may ask for."""

from collections.abc import Iterator
from contextlib import ExitStack, closing
from typing import Any

import pytest

from plexus_ld.storage.durable.local import LocalEngine
from tests.unit.storage.keeping import OpenEngine, engine_of


@pytest.fixture
def open_engine() -> Iterator[OpenEngine]:
    """Return what opens engines, which are closed at the end."""
    with ExitStack() as opened:

        def open_engine(*arguments: Any, **named: Any) -> LocalEngine:
            return opened.enter_context(closing(engine_of(*arguments, **named)))

        yield open_engine
