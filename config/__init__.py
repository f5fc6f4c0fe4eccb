"""How the portal starts: settings, addresses, worker, and the servers it runs for itself.

Importing the Celery application here lets tasks declared with ``shared_task`` find their broker.
"""

from config.celery import app as celery_app

__all__ = ["celery_app"]
