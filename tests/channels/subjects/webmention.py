"""The webmention channel: a host, and it hears nothing."""

from tests.channels.contract import At, Subject

SUBJECT = Subject(at=lambda host, port: At(f"http://{host}:{port}/page"))
