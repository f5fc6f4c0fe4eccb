"""How pages cite the policies."""

import pytest
from django.template import Context, Template

from policies.errors import UnknownRule


def rendered(source: str, **context: object) -> str:
    return Template("{% load policy %}" + source).render(Context(context))


def test_a_clause_link_leads_to_the_permalink_in_peoples_words():
    assert rendered("{% clause_link 'w15' %}") == (
        '<a href="/policies/wenzhou-2019/w15/">温州2019 第十五条</a>'
    )
    assert rendered("{% clause_link clause %}", clause="c14") == (
        '<a href="/policies/cixi-2021/c14/">慈溪2021 (十四)</a>'
    )


def test_a_clause_link_takes_another_text_and_escapes_it():
    assert rendered("{% clause_link 'w15' text %}", text="<b>") == (
        '<a href="/policies/wenzhou-2019/w15/">&lt;b&gt;</a>'
    )


def test_a_link_to_no_clause_is_a_mistake_that_shows():
    with pytest.raises(UnknownRule):
        rendered("{% clause_link 'w99' %}")


def test_a_verdict_has_a_word():
    assert rendered("{{ 'not_met'|verdict_label }}") == "不符合"
