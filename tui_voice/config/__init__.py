"""Settings, their file, and the catalogue of models and voices."""
