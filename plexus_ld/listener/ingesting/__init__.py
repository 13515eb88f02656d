"""Ingesting: from a stranger's bytes to what is kept, each object once.

`reading` runs in a worker process and makes plain tuples of a channel's arrivals;
`known` asks the store what of them is known; `sorting` decides what is new, changed,
deleted or the owner's own; `threads` joins replies; `ingest` does it all in one change.
"""
