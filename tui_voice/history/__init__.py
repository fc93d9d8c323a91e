"""The memory of conversations: what is said is kept as it happens, found again, gone on with."""
