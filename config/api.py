"""The API's addresses, gathered from the rooms: each has ``api.register(router)`` for its own viewsets."""

from importlib import import_module

from rest_framework.routers import DefaultRouter

from config.settings.base import BASE_DIR, INSTALLED_ROOMS

router = DefaultRouter()
router.include_format_suffixes = False

for room in INSTALLED_ROOMS:
    if (BASE_DIR / room / "api.py").exists() or (BASE_DIR / room / "api").is_dir():
        import_module(f"{room}.api").register(router)
