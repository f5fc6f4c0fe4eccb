"""What every form says of an empty field, and how every date reads."""

import datetime
import re
from collections.abc import Iterator
from importlib import import_module

import pytest
from django import forms
from django.conf import settings
from django.template import Context, Template
from django.urls import get_resolver

from accounts.forms import LoginForm, PasswordForm
from config.runtime.places import ROOT
from portal.forms import Form, NamingForm, TextField

ROOMS = ("accounts", "admissions", "enterprises", "evaluation", "parks", "planning", "portal")
# A day, a minute; and the second at which somebody else saved the same record just now.
FORMATS = {"Y-m-d", "Y-m-d H:i", "H:i:s"}


def forms_of_the_house(above: type = forms.BaseForm) -> Iterator[type]:
    for one in above.__subclasses__():
        room = one.__module__.partition(".")[0]
        if room in ROOMS and ".tests" not in one.__module__:
            yield one
        yield from forms_of_the_house(one)


def test_every_form_names_the_field_that_is_empty():
    import_module(settings.ROOT_URLCONF)
    assert get_resolver().url_patterns
    found = set(forms_of_the_house())
    assert len(found) > 30
    assert [one for one in found if not issubclass(one, NamingForm)] == []


@pytest.mark.parametrize(
    "form, sentences",
    [
        (LoginForm(None, {}), ["请填写账号。", "请填写密码。"]),
        (PasswordForm({}, user=None), ["请填写原密码。", "请填写新密码。", "请再输入一次新密码。"]),
    ],
)
def test_the_forms_of_accounts_name_their_fields(form, sentences):
    assert [one for told in form.errors.values() for one in told] == sentences


class Sample(Form):
    version = forms.IntegerField(widget=forms.HiddenInput)
    name = TextField(label="园区名称")
    kind = forms.ChoiceField(label="类别", choices=[("a", "甲")])
    file = forms.FileField(label="文件")
    promise = forms.BooleanField(label="承诺", error_messages={"required": "请阅读并勾选承诺。"})

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["late"] = TextField(label="意见")


def test_each_kind_of_field_has_its_verb_and_a_sentence_of_its_own_stays():
    assert {name: told[0] for name, told in Sample({}).errors.items()} == {
        "version": "页面内容不完整，请刷新后重试。",
        "name": "请填写园区名称。",
        "kind": "请选择类别。",
        "file": "请选择文件。",
        "promise": "请阅读并勾选承诺。",
        "late": "请填写意见。",
    }


def test_a_date_reads_the_same_with_and_without_a_filter():
    moment = datetime.datetime(2020, 5, 6, 15, 4, tzinfo=datetime.UTC)
    page = Template("{{ day }}|{{ day|date }}|{{ moment }}|{{ moment|date:'Y-m-d H:i' }}")
    written = page.render(Context({"day": moment.date(), "moment": moment}))
    assert written == "2020-05-06|2020-05-06|2020-05-06 23:04|2020-05-06 23:04"


def test_no_template_writes_a_date_its_own_way():
    used = {
        (path.name, form)
        for path in (ROOT / "templates").rglob("*.*")
        for form in re.findall(r"\|(?:date|time):\s*[\"']([^\"']*)", path.read_text(encoding="utf-8"))
    }
    assert {one for one in used if one[1] not in FORMATS} == set()
