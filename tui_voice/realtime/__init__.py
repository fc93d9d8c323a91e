"""The network arm: connection, codec, credentials."""
