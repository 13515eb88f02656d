"""The engine that keeps: one writer, the journal, the base, rebuilding."""
