"""Delivering: what is due goes out, a few at a time for each host, and is marked.

The outbox in the graph is the truth. What is held in memory here is made of it, and
can be thrown away at any moment: a mark is written only after the other side's word.
"""
