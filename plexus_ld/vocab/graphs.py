"""The names of the graphs that are not somebody's document (docs/graphs.md).

The owner's graphs are the owner's word. `SOURCES` is this agent's record of what it
read. `KEYS` and the default graph are derived: never journaled, always rebuildable.
"""

from typing import Final

from rdflib import URIRef

#: What the owner says of themselves: the profile.
PROFILE: Final = URIRef("urn:x-plexus:profile")
#: Connections, points, circles, faces, rules, watches.
PLEX: Final = URIRef("urn:x-plexus:plex")
#: The owner's decisions on who is who.
IDENTITY: Final = URIRef("urn:x-plexus:identity")
#: The record of each source document, as PROV.
SOURCES: Final = URIRef("urn:x-plexus:sources")
#: What the owner said: activities with their frozen audience.
SAID: Final = URIRef("urn:x-plexus:said")
#: Deliveries of what was said, and refusals: the plan and the report.
OUTBOX: Final = URIRef("urn:x-plexus:outbox")
#: What was heard, each object once, with the owner's marks on it.
HEARD: Final = URIRef("urn:x-plexus:heard")
#: How each point and account that is listened to stands: cursor, pace, last error.
POLLS: Final = URIRef("urn:x-plexus:polls")
#: What came to the inbox, as it came, and what became of it.
RECEIVED: Final = URIRef("urn:x-plexus:received")
#: What others ask of the owner, and the owner of them: offers, follows, mentions.
REQUESTS: Final = URIRef("urn:x-plexus:requests")
#: Which identifying value each node has; derived.
KEYS: Final = URIRef("urn:x-plexus:keys")
#: The sequence number of the last change applied; part of no export.
STATE: Final = URIRef("urn:x-plexus:state")

#: The owner's word: checked against the shapes at each change.
OWNED: Final = frozenset({PROFILE, PLEX, IDENTITY})
#: The agent's records: typed values of ours, kept as they come; no part of the network
#: view, of `plexus history` or of what `plexus undo` takes back.
RECORDS: Final = frozenset({SAID, OUTBOX, HEARD, POLLS, RECEIVED, REQUESTS})
#: Graphs that can be rebuilt from the others (besides the default graph).
DERIVED: Final = frozenset({KEYS, STATE})
#: All of the above: a named graph that is none of these is a source's.
RESERVED: Final = OWNED | RECORDS | DERIVED | {SOURCES}
#: The name of a source's blank node: this, and 32 hexadecimal digits.
NODE: Final = "urn:x-plexus:node:"
#: What a source's graph must not be called.
PREFIX: Final = "urn:x-plexus:"
