"""The pages of stars: the sheet by turns, what the operator sees, publicity for everybody, the scheme's parts (W12)."""

import datetime

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from evaluation.models import EvaluationScheme, ResultObjection, StarCase
from evaluation.services import Asked, evaluate_now
from evaluation.star_cases import address
from evaluation.tests.star_scenes import CIXI, YEAR, Scene
from parks.models import Attachment
from portal.schemes.services import draft_scheme
from tests.factories import place, user_with

pytestmark = pytest.mark.django_db
PDF = b"%PDF-1.7 test"


@pytest.fixture
def as_user():
    """A client logged in as somebody."""

    def log_in(user):
        client = Client()
        client.force_login(user)
        return client

    return log_in


@pytest.fixture
def scene(places):
    return Scene()


def page_of(client_of, user, url):
    answer = client_of(user).get(url)
    assert answer.status_code == 200
    return answer.content.decode()


def sheet(case):
    return reverse("evaluation:star_sheet", args=(case.pk,))


def test_the_operator_begins_a_case_and_fills_its_sheet_with_a_file(as_user, scene, settings, tmp_path):
    settings.ATTACHMENT_DIR = str(tmp_path)
    client = as_user(scene.operator)
    new = f"/parks/{scene.park.pk}/records/star-case/new/"
    sent = client.post(new, {"year": YEAR, "star": 2, "statement": "材料齐全"})
    case = StarCase.objects.get(park=scene.park)
    assert sent["Location"] == address(case)
    assert "填写自评" in page_of(as_user, scene.operator, address(case))
    file = SimpleUploadedFile("纳税证明.pdf", PDF)
    data = {"version": case.version, "points_tax_item": "11.5", "note_tax_item": "见附件"}
    assert client.post(sheet(case), {**data, "file_tax_item": file}).status_code == 302
    mark = case.marks.get(code="tax_item")
    assert str(mark.self_points) == "11.50"
    assert Attachment.objects.get(about=f"star-mark-{mark.pk}").name == "纳税证明.pdf"
    assert "纳税证明.pdf" in page_of(as_user, scene.operator, address(case))
    assert client.post(sheet(case), data).status_code == 409
    too_many = {**data, "version": case.version + 1, "points_tax_item": "13"}
    assert client.post(sheet(case), too_many).status_code == 422


def test_the_county_says_why_it_differs_and_the_operator_sees_it_once_it_is_made_known(as_user, scene):
    case = scene.submitted()
    client = as_user(scene.scorer)
    filled = {f"points_{one.code}": str(one.points) for one in case.scheme.rules.items}
    data = {"version": case.version, **filled, "points_fire_item": "3"}
    refused = client.post(sheet(case), data)
    assert refused.status_code == 422 and "请填写评分理由" in refused.content.decode()
    assert client.post(sheet(case), {**data, "reason_fire_item": "通道堵塞"}).status_code == 302
    assert "通道堵塞" in page_of(as_user, scene.scorer, address(case))
    assert "通道堵塞" not in page_of(as_user, scene.operator, address(case))
    assert as_user(scene.operator).get(sheet(case)).status_code == 403
    case.refresh_from_db()
    case = scene.step(case, "score", scene.scorer)
    visit = f"{address(case)}steps/visit/"
    told = {"version": case.version, "visited_on": "2023-5-8", "visitors": "张三", "findings": "一致"}
    assert client.post(visit, told).status_code == 302
    last = timezone.localdate() + datetime.timedelta(days=7)
    case.refresh_from_db()
    publicise = f"{address(case)}steps/publicise/"
    sent = {"version": case.version, "last_day": str(last), "is_public": "on"}
    assert as_user(scene.second).post(publicise, sent).status_code == 302
    text = page_of(as_user, scene.operator, address(case))
    assert "通道堵塞" in text and "98" in text and "奖励运营管理机构不超过 20 万元" in text


def test_anybody_reads_the_publicity_and_objects(client, scene):
    case = scene.publicised()
    url = reverse("evaluation:star_publicity", args=(case.pk,))
    text = client.get(url).content.decode()
    assert scene.park.name in text and "二星级" in text
    assert "100 分" not in text and "自评" not in text and "张三" not in text
    assert scene.park.name in client.get("/evaluation/publicity/").content.decode()
    sent = client.post(url, {"name": "某企业", "contact": "0574", "text": "消防不合格"})
    said = ResultObjection.objects.get(star_case=case)
    assert str(said.token) in sent["Location"]
    assert "待答复" in client.get(sent["Location"].split("#")[0]).content.decode()


def test_a_run_and_its_result_explain_themselves(as_user, scene):
    scene.visited(share="0.82")
    run = evaluate_now(actor=None, asked=Asked(place(CIXI), YEAR, kind="stars"))
    text = page_of(as_user, scene.scorer, reverse("evaluation:star_run", args=(run.pk,)))
    assert scene.park.name in text and "三星级" in text
    result = run.pk and scene.park.star_cases.get()
    row = reverse(
        "evaluation:star_result",
        args=(result._meta.apps.get_model("evaluation.StarResult").objects.get().pk,),
    )
    text = page_of(as_user, scene.scorer, row)
    assert "亩均效益 + 产业特色" in text and "为什么不是四星级" in text and "总分82 分，至少要 85 分" in text
    assert as_user(scene.operator).get(row).status_code == 404


def test_a_scheme_of_stars_is_drafted_part_by_part(as_user, scene):
    reference = EvaluationScheme.objects.get(is_reference=True, policy="wenzhou-2019", subject="stars")
    county = place("330302")
    officer = user_with("county_officer", county)
    draft = draft_scheme(
        actor=officer,
        place=county,
        source=reference,
        title="鹿城星级评定方案",
        valid_from=timezone.localdate(),
    )
    client, url = as_user(officer), reverse("evaluation:scheme", args=(draft.pk,))
    text = client.get(url).content.decode()
    assert "新增评分项" in text and "绩效评价 C 档及以上" in text
    item = {
        "label": "绿色园区",
        "dimension": "service",
        "points": "5",
        "measure": "",
        "version": draft.version,
    }
    assert client.post(f"{url}edit/item/", item).status_code == 302
    draft.refresh_from_db()
    assert draft.content["items"][-1]["label"] == "绿色园区"
    settings = {
        "version": draft.version,
        "gate": "B",
        "transition_years": 2,
        "validity_years": 0,
        **{f"least_{star}": str(50 + 10 * star) for star in range(1, 6)},
        **{f"share_{star}": "0" for star in range(1, 6)},
        **{f"authority_{star}": "county" for star in range(1, 6)},
    }
    assert client.post(f"{url}edit/settings/", settings).status_code == 302
    draft.refresh_from_db()
    assert draft.content["settings"] == {"gate": "B", "transition_years": 2, "validity_years": 0}
    assert draft.rules.level(5).least == 100
