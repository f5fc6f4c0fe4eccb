from importlib import import_module

from django.apps import AppConfig


class Room(AppConfig):
    """An app of the house. When all models are there its `registrations` module is imported, which adds what
    the room has to offer to the registries of `portal`."""

    def ready(self) -> None:
        import_module(f"{self.name}.registrations")
