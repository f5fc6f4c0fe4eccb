from admissions.tables.applications import ApplicantTable, ApplicationTable

__all__ = ["ApplicantTable", "ApplicationTable"]
