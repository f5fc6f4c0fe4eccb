"""Workbooks in and out: gate, reading, columns, layouts, templates, annotated workbooks, batches."""
