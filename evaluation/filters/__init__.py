from evaluation.filters.results import FILTERS, ResultFilter, RunFilter

__all__ = ["FILTERS", "ResultFilter", "RunFilter"]
