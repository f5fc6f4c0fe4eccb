from admissions.filters.applications import ApplicationFilter, DayFilter, parks_in_scope

__all__ = ["ApplicationFilter", "DayFilter", "parks_in_scope"]
