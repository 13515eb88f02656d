"""The activitypub channel: a host; what it hears comes to the inbox by itself."""

from tests.channels.contract import At, Subject

SUBJECT = Subject(at=lambda host, port: At(f"http://{host}:{port}/actor"))
