"""One module per way of running: development (``make run``), test, bench, production."""
