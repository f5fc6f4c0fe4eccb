"""The worker's application.

A message is only a doorbell: the job row in PostgreSQL says what is to be done and how far it is, so a lost
message costs seconds (the sweeper rings again) and a doubled one nothing. That is why one set of options
serves every broker and why there is no result backend.
"""

from celery import Celery

app = Celery("portal")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
