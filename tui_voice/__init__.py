"""Talk with a realtime voice model from your terminal."""

__version__ = "0.1.0"
