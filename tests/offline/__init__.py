"""Tests of the offline server."""
