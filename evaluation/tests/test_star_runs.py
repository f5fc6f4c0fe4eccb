"""A run of stars: frozen points, the same score as the case shows, replayable, and by another scheme a what-if (W12)."""

import json
from copy import deepcopy
from io import StringIO

import pytest
from django.core.management import call_command
from django.db import connection, transaction
from django.utils import timezone

from evaluation.models import EvaluationScheme, Run, StarCase, StarResult
from evaluation.services import Asked, evaluate_now, replay, request_by_scheme, run_jobs
from evaluation.star_standing import standing_of
from evaluation.tests.star_scenes import CIXI, YEAR, Scene
from portal.errors import PortalError
from portal.jobs import runner
from portal.models import Job
from tests.factories import place

pytestmark = pytest.mark.django_db


@pytest.fixture
def scenes(places):
    """Three parks whose points are whole, two of them equal, and one that is still being scored."""
    shares = ("0.9", "0.75", "0.75")
    found = [(scene, scene.visited(share=share)) for scene, share in zip(scenes_of(3), shares, strict=True)]
    Scene().submitted()
    return found


def scenes_of(number):
    return [Scene() for _ in range(number)]


def said(command: str, *words: str) -> dict:
    out = StringIO()
    call_command(command, *words, stdout=out)
    return json.loads(out.getvalue())


def test_the_command_prints_what_the_cases_show(scenes):
    answer = said("evaluate", "stars", "--region", CIXI, "--year", str(YEAR))
    assert answer["counts"] == {
        "cases": 3,
        "star_0": 0,
        "star_1": 0,
        "star_2": 2,
        "star_3": 0,
        "star_4": 0,
        "star_5": 1,
    }
    rows = {one.case_id: one for one in StarResult.objects.filter(run=answer["run"])}
    for _, case in scenes:
        standing, row = standing_of(case), rows[case.pk]
        assert (row.score, row.reached) == (standing.total, standing.star)
        assert row.dimensions == [one.points for one in standing.parts]
    assert [rows[case.pk].rank for _, case in scenes] == [1, 2, 2]


def test_a_run_is_replayed_from_its_frozen_points_alone(scenes):
    run = Run.objects.get(pk=said("evaluate", "stars", "--region", CIXI, "--year", str(YEAR))["run"])
    StarCase.objects.filter(pk=scenes[0][1].pk).update(score=None)
    assert said("replay", str(run.pk)) == {"run": run.pk, "equal": True, "differences": []}


def test_a_stored_score_that_its_points_do_not_give_is_found(scenes):
    run = evaluate_now(actor=None, asked=Asked(place(CIXI), YEAR, kind="stars"))
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("ALTER TABLE evaluation_starresult DISABLE TRIGGER USER")
        cursor.execute("UPDATE evaluation_starresult SET score = score + 1 WHERE rank = 1")
        cursor.execute("ALTER TABLE evaluation_starresult ENABLE TRIGGER USER")
    found = replay(run)
    assert len(found) == 2 and "stored" in found[0] and "results_hash" in found[1]


def test_the_same_points_give_the_same_hash_and_others_another(scenes):
    first, again = (evaluate_now(actor=None, asked=Asked(place(CIXI), YEAR, kind="stars")) for _ in range(2))
    assert (again.supersedes, again.results_hash) == (first, first.results_hash)
    scene, case = scenes[0]
    case = scene.step(case, "rescore", scene.second, comment="请复核")
    scene.fill(case, scene.scorer, "0.8")
    case = scene.step(case, "score", scene.scorer)
    scene.step(case, "visit", scene.scorer, visited_on=timezone.localdate(), visitors="甲", findings="乙")
    third = evaluate_now(actor=None, asked=Asked(place(CIXI), YEAR, kind="stars"))
    assert third.inputs_hash != first.inputs_hash
    assert StarResult.objects.get(run=third, case=case.pk).score == 80


def test_by_another_scheme_it_is_a_what_if(scenes):
    reference = EvaluationScheme.objects.get(is_reference=True, policy="cixi-2021", subject="stars")
    content = deepcopy(reference.content)
    content["levels"][4]["least"] = "95"
    draft = EvaluationScheme.objects.create(
        place=place(CIXI),
        subject="stars",
        title="从严方案",
        content=content,
        valid_from=timezone.localdate(),
    )
    run = evaluate_now(actor=None, asked=Asked(place(CIXI), YEAR, scheme=draft, kind="stars"))
    assert (run.hypothetical, run.counts["star_5"], run.counts["star_4"]) == (True, 0, 1)
    assert not replay(run)


def test_cases_without_whole_points_are_nothing_to_evaluate(places):
    Scene().submitted()
    with pytest.raises(PortalError, match="没有按 2022 年数据评完分的星级申报"):
        evaluate_now(actor=None, asked=Asked(place(CIXI), YEAR, kind="stars"))


def test_asked_for_on_a_page_it_is_a_job_for_each_county(scenes):
    asked = Asked(place(CIXI), YEAR, kind="stars")
    job = request_by_scheme(actor=scenes[0][0].scorer, asked=asked)
    assert not runner.run(job.pk)
    for county in Job.objects.filter(kind=run_jobs.county_job_of("stars")):
        assert runner.run(county.pk)
    assert runner.run(job.pk)
    job.refresh_from_db()
    assert Run.objects.get(pk=job.result["run"]).counts["cases"] == 3
