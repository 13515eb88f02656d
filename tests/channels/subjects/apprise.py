"""The apprise channel: a host behind the library's own JSON service."""

from tests.channels.contract import CANARY, At, Subject


def at(host: str, port: int) -> At:
    url = f"json://ada:{CANARY}@{host}:{port}/{CANARY}?cto=1&rto=1"
    return At("apprise:default", secrets={"url": url})


SUBJECT = Subject(at=at)
