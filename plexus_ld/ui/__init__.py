"""What the agent answers to its owner's browser: pages, behind a login."""
