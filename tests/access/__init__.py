"""Whether everybody gets what they should and nobody gets more: see `matrix.yaml`."""
