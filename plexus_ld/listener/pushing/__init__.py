"""Feeds that are pushed: WebSub, as the one who subscribes."""
