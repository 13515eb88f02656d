"""The Sharer: what the owner says goes to each person by the way they asked for."""
