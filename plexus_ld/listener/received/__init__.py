"""What nobody signed and brought to the inbox all the same (docs/adr/0036)."""
