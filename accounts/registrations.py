"""What this room adds to the registries of `portal`."""

from accounts.services.places import load_reference
from portal.registry import Loader, reference_loaders

reference_loaders.register(Loader("places", "地域", 10, load_reference))
