"""A separate program: the embedded Realtime server. Shares no protocol code with the client."""
