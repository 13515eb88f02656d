"""Ada, served."""

from collections.abc import Iterator

import pytest

from tests.unit.publish.web.ada import served
from tests.web_agent import WebAgent


@pytest.fixture
def agent() -> Iterator[WebAgent]:
    with served(base="{here}/") as agent:
        yield agent


@pytest.fixture(scope="module")
def still() -> Iterator[WebAgent]:
    """One that nobody changes."""
    with served(base="{here}/") as agent:
        yield agent
