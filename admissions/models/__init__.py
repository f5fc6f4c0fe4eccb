from admissions.models.application import Application

__all__ = ["Application"]
