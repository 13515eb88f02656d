"""Behind the store: engines, journal, rebuilding, the home's socket."""
