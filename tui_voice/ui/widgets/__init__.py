"""One widget, one file, one class."""
