"""The memory of conversations: append as it happens, list, search, continue."""
