from admissions.filters.applications import ApplicationFilter, parks_in_scope

__all__ = ["ApplicationFilter", "parks_in_scope"]
