"""Pages that mention what the owner said: Webmention, as the one who is told."""
