"""What the owner said publicly, as files: a feed in two forms, and a page for each."""
