"""Rows of many kinds that hang on a park or a place: declared once each, kept and shown by one engine."""
