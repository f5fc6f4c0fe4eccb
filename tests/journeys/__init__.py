"""Whole jobs done by people in browsers, and a look at every page."""
