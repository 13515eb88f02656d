"""HTTP signatures: who sent a request, proved (docs/adr/0034).

Two kinds are read and written, RFC 9421 (`message`) and what most of the ActivityPub
world still speaks (`cavage`). `verifying` takes either, `client` sends both.
"""
