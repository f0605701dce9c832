"""Training of the two small models that read machine-readable zones (ICAO 9303)."""
