from evaluation.tables.results import PARTS, TABLES, FirmYears, ParkYears, RunTable

__all__ = ["PARTS", "TABLES", "FirmYears", "ParkYears", "RunTable"]
