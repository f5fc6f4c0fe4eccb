"""What this room adds to the registries of `portal`."""
