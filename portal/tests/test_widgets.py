"""Select boxes, cells and links written in Python say what Django's templates would."""

from xml.etree import ElementTree

import pytest
from django import forms
from django.forms.renderers import DjangoTemplates
from django.urls import reverse
from django.utils.html import format_html

from portal.tables import Column, link_to
from portal.widgets import FormRenderer

NASTY = "<script>&\"'"


class Choosing(forms.Form):
    plain = forms.ChoiceField(choices=[("", "全部"), ("a", "甲"), (NASTY, NASTY)], required=False)
    grouped = forms.ChoiceField(choices=[(NASTY, [("1", "一"), ("2", "二")]), ("三", [("3", "三")])])
    number = forms.TypedChoiceField(choices=[(1, "一"), (2, "二")], coerce=int, disabled=True)
    several = forms.MultipleChoiceField(choices=[("x", format_html("<b>{}</b>", "X")), ("y", "Y")])


def tree(field: forms.BoundField, renderer) -> list[tuple]:
    html = field.field.widget.render(field.html_name, field.value(), field.build_widget_attrs({}), renderer)
    for flag in ("selected", "required", "disabled", "multiple"):
        html = html.replace(f" {flag}", f' {flag}=""')
    return [
        (node.tag, node.attrib, (node.text or "").strip()) for node in ElementTree.fromstring(html).iter()
    ]


@pytest.mark.parametrize("name", Choosing.base_fields)
def test_a_select_box_is_that_of_djangos_templates(name):
    form = Choosing({"plain": NASTY, "grouped": "2", "number": "2", "several": ["x", "y"]})
    assert tree(form[name], FormRenderer()) == tree(form[name], DjangoTemplates())


def test_forms_are_drawn_by_it():
    assert isinstance(Choosing().renderer, FormRenderer)


def test_what_people_typed_is_escaped_in_cells_and_addresses():
    column = Column("name", "名称", link=lambda row: f"/x/?q={row['name']}")
    assert column.cell({"name": NASTY}) == (
        '<a href="/x/?q=&lt;script&gt;&amp;&quot;&#x27;">&lt;script&gt;&amp;&quot;&#x27;</a>'
    )
    made = Column("name", "名称", show=lambda row: format_html("<b>{}</b>", row["name"]))
    assert made.cell({"name": "&"}) == "<b>&amp;</b>"


@pytest.mark.parametrize("page", ["parks:park", "parks:history", "enterprises:figure_edit"])
def test_a_link_is_the_address_django_makes(page):
    assert link_to(page, "number")({"number": 17}) == reverse(page, args=(17,))
