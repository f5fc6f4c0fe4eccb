"""The import wizard: choose a kind, download its template, upload, look at what was found, have it written, take it
back."""
