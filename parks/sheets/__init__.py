"""Parks, and their units, in sheets."""
