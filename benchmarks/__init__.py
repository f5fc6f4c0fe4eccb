"""Measurements against hand-written baselines, as ratios: `make bench`."""
