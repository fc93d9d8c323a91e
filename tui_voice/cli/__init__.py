"""The front door: one file per command; the only place that names concrete classes together."""
