"""What everybody may read, over HTTP: the profile, feeds, posts and their media."""
