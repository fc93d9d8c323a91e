"""PURE. What has happened, what to do, and the rules between them."""
