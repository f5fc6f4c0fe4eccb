"""Enterprise classes: the jobs, what is looked at before them, and the matters of firms."""

from evaluation.registrations.runs import VIEW
from evaluation.services import class_jobs
from portal.jobs.registry import JobKind, job_kinds
from portal.registry import MenuEntry, menu_entries

job_kinds.register(JobKind(class_jobs.JOB, "企业分类评价", class_jobs.work, class_jobs.result_url))
job_kinds.register(JobKind(class_jobs.COUNTY_JOB, "企业分类评价（分县）", class_jobs.county_work))
menu_entries.register(
    MenuEntry(
        "evaluation_matters", "评价与星级", "评价事项", "parks:records", 52, VIEW, ("evaluation-matter",)
    )
)
menu_entries.register(
    MenuEntry(
        "evaluation_check", "评价与星级", "评价前检查", "evaluation:check", 55, frozenset({"evaluation.run"})
    )
)
