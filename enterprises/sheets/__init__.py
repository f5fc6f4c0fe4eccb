"""The sheets this room takes in."""
