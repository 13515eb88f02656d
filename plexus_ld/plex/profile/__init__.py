"""The owner's profile: what they say of themselves, and what each audience sees."""
