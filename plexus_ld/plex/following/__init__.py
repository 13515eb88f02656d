"""Who follows the owner by ActivityPub, and whom the owner follows (docs/adr/0037)."""
