"""THE PLEX: profile, people, sources, connections; the graph in our words."""
