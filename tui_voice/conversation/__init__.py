"""PURE. Who said what, in order; what was heard; what it cost."""
