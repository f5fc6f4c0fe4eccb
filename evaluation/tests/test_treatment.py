"""差别化政策 and the list of class A for banks: what a published class means, by a dated table (W12, W17)."""

import datetime
from io import BytesIO

import pytest
from django.urls import reverse
from django.utils import timezone
from openpyxl import load_workbook

from evaluation.models import EnterpriseResult, EvaluationScheme, ResultNotice
from evaluation.published_classes import Tables, published_classes
from evaluation.rules.treatment import Treatment, differences
from evaluation.services.reference import load_reference, shipped_schemes
from evaluation.tests.test_class_pages import notice_of, officers, step, ten_firms  # noqa: F401
from evaluation.tests.test_class_run import COUNTY, reference, run_of  # noqa: F401
from policies.local import SchemeFaulty
from tests.factories import ParkFactory, place, user_with

pytestmark = pytest.mark.usefixtures("places")
PAGE = "/evaluation/published-classes/"
DAY = datetime.timedelta(days=1)


@pytest.fixture
def shipped():
    return next(one["content"] for one in shipped_schemes() if one["subject"] == "treatment")


@pytest.fixture
def published(reference, officers):  # noqa: F811
    ten_firms()
    return publish(run_of(), officers)


def publish(run, officers):  # noqa: F811
    notice = step(notice_of(run), "submit", officers[0])
    today = timezone.localdate()
    notice = step(notice, "publicise", officers[1], last_day=today)
    ResultNotice.objects.filter(pk=notice.pk).update(
        publicity_from=today - 8 * DAY, publicity_until=today - DAY
    )
    return step(notice, "publish", officers[1])


def firm_of(letter):
    return EnterpriseResult.objects.filter(enterprise_class=letter).order_by("rank").first()


def test_w12_a_table_says_what_every_class_gets_of_every_factor(shipped):
    table = Treatment.load(shipped)
    assert [label for label, _ in table.of("A")] == [
        "用地和厂房",
        "用电",
        "信贷和担保",
        "排污和用能",
        "政策扶持",
    ]
    assert "可给予信用贷款" in dict(table.of("A"))["信贷和担保"]
    assert table.as_content() == shipped


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"A": ""}, "“用电”的 A 类待遇"),
        ({"label": ""}, "要素名称"),
        ({"label": "用地和厂房"}, "出现了两次"),
    ],
)
def test_w12_a_table_with_a_gap_is_not_published(shipped, change, words):
    rows = [{**row, **change} if row["code"] == "power" else row for row in shipped["measures"]]
    with pytest.raises(SchemeFaulty, match=words):
        Treatment.load({"measures": rows})
    assert "至少要有一项要素。" in Treatment.sketch({})[1]


def test_w12_what_differs_between_two_tables_is_told_class_by_class(shipped):
    rows = [{**row, "D": "停供"} if row["code"] == "power" else row for row in shipped["measures"]]
    old, new = Treatment.load(shipped), Treatment.load({"measures": rows})
    found = differences(old, new)
    assert [(one.part, one.label, one.new) for one in found] == [("用电", "D 类", "停供")]


def test_w17_only_what_is_published_is_listed_and_leaves_as_a_sheet(client, officers, published):  # noqa: F811
    client.force_login(officers[0])
    page = client.get(PAGE, {"enterprise_class": "A"}).content.decode()
    best, worst = firm_of("A"), firm_of("D")
    assert best.name in page and worst.name not in page
    assert "可给予信用贷款" in page
    assert "不安排专项担保额度" in client.get(PAGE, {"enterprise_class": "D"}).content.decode()
    answer = client.get(PAGE, {"enterprise_class": "A", "format": "xlsx"})
    sheet = load_workbook(BytesIO(b"".join(answer.streaming_content) if answer.streaming else answer.content))
    text = " ".join(str(cell.value) for row in sheet.active.iter_rows() for cell in row)
    assert best.uscc in text and "可给予信用贷款" in text and worst.uscc not in text
    client.force_login(user_with("operator", ParkFactory().place))
    assert best.name not in client.get(PAGE).content.decode()


def test_w17_a_run_that_nobody_published_is_on_no_list(reference, officers):  # noqa: F811
    ten_firms()
    run = run_of()
    step(notice_of(run), "submit", officers[0])
    assert not published_classes(officers[0]).exists()


def test_w12_the_latest_published_result_counts(officers, published):  # noqa: F811
    again = publish(run_of(), officers)
    assert {row.run_id for row in published_classes(officers[0])} == {again.run_id}


def test_w12_the_firms_card_shows_what_its_class_gets_by_the_countys_own_table(
    client,
    officers,  # noqa: F811
    published,
    shipped,
):
    client.force_login(officers[0])
    firm = firm_of("A")
    page = client.get(reverse("evaluation:enterprise", args=(firm.enterprise_id,))).content.decode()
    assert "公布类别：A 类" in page and "参考" in page and "有序用电时优先保障" in page
    rows = [{**row, "A": "电价优惠"} if row["code"] == "power" else row for row in shipped["measures"]]
    own_table(officers, published.year, {"measures": rows})
    page = client.get(reverse("evaluation:enterprise", args=(firm.enterprise_id,))).content.decode()
    assert "电价优惠" in page and "有序用电时优先保障" not in page


def own_table(officers, year, content):  # noqa: F811
    EvaluationScheme.objects.create(
        place=place(COUNTY),
        title="鹿城区差别化政策表",
        subject="treatment",
        valid_from=datetime.date(year, 1, 1),
        policy="wenzhou-2019",
        content=content,
        state="published",
        drafted_by=officers[0],
        submitted_by=officers[0],
        published_by=officers[1],
        published_at=timezone.now(),
    )


def test_w12_where_no_policy_holds_there_is_no_table(places):
    load_reference()
    tables = Tables()
    assert tables.of(COUNTY, 2020).scheme.is_reference
    assert tables.of("330282", 2022) is None and tables.of("330282", 2024) is None


def test_w12_a_factor_is_drafted_in_the_browser(client, officers, shipped):  # noqa: F811
    load_reference()
    draft = EvaluationScheme.objects.create(
        place=place(COUNTY),
        title="差别化",
        subject="treatment",
        valid_from=timezone.localdate(),
        policy="wenzhou-2019",
        content=shipped,
        drafted_by=officers[0],
    )
    client.force_login(officers[0])
    said = {"version": 1, "label": "用水", "A": "优先", "B": "正常", "C": "从严", "D": "限制", "basis": ""}
    url = reverse("evaluation:scheme_part", args=(draft.pk, "measure"))
    assert client.post(url, said).status_code == 302
    draft.refresh_from_db()
    assert draft.content["measures"][-1]["D"] == "限制"
    page = client.get(reverse("evaluation:scheme", args=(draft.pk,))).content.decode()
    assert "用水" in page and "新增要素" in page
