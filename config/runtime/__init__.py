"""What ``make run`` and ``make test`` do before and around Django: environment, PostgreSQL, Redis, processes."""
