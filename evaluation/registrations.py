"""What this room adds to the registries of `portal`."""

from evaluation.services.evaluate import KIND, result_url, work
from portal.jobs.registry import JobKind, job_kinds

job_kinds.register(JobKind(KIND, "亩均税收评价", work, result_url))
