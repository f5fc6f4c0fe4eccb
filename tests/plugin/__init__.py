"""Plugins that pytest loads before it reads Django's settings (see ``pytest.ini``)."""
