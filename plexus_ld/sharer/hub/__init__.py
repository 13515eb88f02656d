"""The owner's own WebSub hub: who subscribed to their feeds is sent what is new."""
