"""The policies as data, and the pure Python that reads them: no Django, no clock, no settings."""
