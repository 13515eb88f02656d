"""The wire in domain words: one file a service, each a translator.

A channel translates between one wire and the values of ``plexus_ld.model``. It keeps
nothing, knows no other channel and not the store: cursors, accounts and deliveries are
handed in (docs/channels.md, docs/adr/0004).
"""
