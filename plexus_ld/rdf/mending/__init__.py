"""Readers that forgive: what can be had of documents that break their format's rules.

Each says what it mended (`repairs`) and what it had to leave out (`losses`).
"""
