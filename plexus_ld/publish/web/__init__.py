"""What the agent answers over HTTP, to everybody but its owner's browser."""
