"""The wiring of what the agent answers over HTTP: a file for each room of `publish`."""
