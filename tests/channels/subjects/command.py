"""The command channel: no host, and it hears nothing."""

from tests.channels.contract import Subject

SUBJECT = Subject()
