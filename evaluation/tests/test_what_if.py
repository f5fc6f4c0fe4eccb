"""假设测算: another scheme or another day's rules, asked for on a page, seen beside the real run and never instead of it."""

from decimal import Decimal

import pytest
from django.urls import reverse

from evaluation.charts import RANGES, scores
from evaluation.models import EnterpriseResult, EvaluationScheme, Run
from evaluation.services import run_jobs
from evaluation.services.reference import load_reference
from evaluation.tests.scenes import YEAR, full_park
from evaluation.tests.test_class_run import COUNTY, firm, run_of, scheme
from portal.jobs import runner
from portal.models import Job
from tests.factories import place, user_with

pytestmark = pytest.mark.django_db
ADDRESS = "/evaluation/what-if/"


@pytest.fixture
def officer(places, client):
    load_reference()
    park = full_park()
    for number in range(10):
        firm(park, tax=str(20 - number))
    found = user_with("county_officer", place(COUNTY))
    client.force_login(found)
    return found


def asked(**values) -> dict[str, object]:
    return {"kind": "enterprises", "place": place(COUNTY).pk, "year": YEAR, **values}


def test_a_draft_is_tried_out_beside_the_real_run(client, officer):
    real = run_of()
    other = scheme()
    answer = client.post(ADDRESS, asked(scheme=other.pk))
    job = Job.objects.get(kind=run_jobs.job_of("enterprises"))
    assert answer.url == reverse("portal:job", args=(job.pk,)) and "假设测算" in job.title
    runner.run(job.pk)
    for part in Job.objects.filter(kind=run_jobs.county_job_of("enterprises")):
        runner.run(part.pk)
    runner.run(job.pk)
    run = Run.objects.get(hypothetical=True)
    assert run.assumption == f"改用方案“{other}”" and run.supersedes is None
    page = client.get(reverse("evaluation:classes", args=(run.pk,)))
    assert page.context["other"] == real
    (_, classes, _) = page.context["charts"]
    head, *rows = [classes["table"]["head"], *classes["table"]["rows"]]
    for at, (one, name) in enumerate(((run, "假设"), (real, "评价")), start=1):
        found = EnterpriseResult.objects.filter(run=one)
        assert head[at] == f"{name}（编号 {one.pk}）（户）"
        assert [row[at] for row in rows] == [
            str(found.filter(enterprise_class=one).count()) for one in "ABCD"
        ]
    assert "结果不作数" in page.content.decode()


def test_the_rules_of_another_year_are_asked_of_every_county(client, officer):
    client.post(ADDRESS, asked(rule_year=YEAR + 1))
    job = Job.objects.get(kind=run_jobs.job_of("enterprises"))
    runner.run(job.pk)
    (part,) = Job.objects.filter(kind=run_jobs.county_job_of("enterprises"))
    runner.run(part.pk)
    runner.run(job.pk)
    run = Run.objects.get()
    assert (run.hypothetical, run.rule_date.year, run.year) == (True, YEAR + 1, YEAR)


@pytest.mark.parametrize("values", [{}, {"rule_year": YEAR}])
def test_what_would_change_nothing_is_no_question(client, officer, values):
    answer = client.post(ADDRESS, asked(**values))
    assert answer.status_code == 422 and "请选择要改用的方案" in answer.content.decode()
    assert not Job.objects.exists()


def test_a_scheme_is_only_for_what_it_evaluates(client, officer):
    other = EvaluationScheme.objects.filter(subject="parks").first()
    answer = client.post(ADDRESS, asked(scheme=other.pk))
    assert answer.status_code == 422 and "请选择与评价内容相同的方案" in answer.content.decode()


def test_the_page_begins_with_what_is_known_where_one_comes_from(client, officer):
    run, other = run_of(), scheme()
    form = client.get(f"{ADDRESS}?run={run.pk}&scheme={other.pk}").context["form"]
    assert form.initial["place"] == place(COUNTY) and form.initial["scheme"] == other
    assert client.get(f"{ADDRESS}?run=x&scheme=9999999999999").status_code == 200


def test_scores_are_counted_in_tens(officer):
    run = run_of()
    rows = EnterpriseResult.objects.filter(run=run)
    counted = dict(zip(RANGES, scores(rows), strict=True))
    for place_, name in enumerate(RANGES[:-1]):
        low = Decimal(10 * place_)
        assert counted[name] == rows.filter(score__gte=low, score__lt=low + 10).count()
    assert counted[RANGES[-1]] == rows.filter(score__gte=100).count() and sum(counted.values()) == 10
