"""The portal refuses to start on policies with a hole."""

import pytest
from django.core.checks import run_checks
from django.core.exceptions import ImproperlyConfigured

from policies.errors import BadRuleData
from policies.library import INSTRUMENTS, Library, load_library
from portal import checks


def test_the_shipped_policies_are_sound():
    assert run_checks(tags=[checks.TAG]) == []
    checks.refuse_unsound_policies()


def test_a_number_nobody_reads_stops_the_start(monkeypatch):
    wenzhou, _ = load_library(INSTRUMENTS).instruments
    monkeypatch.setattr(checks, "get_library", lambda: Library((wenzhou, wenzhou)))
    faults = run_checks(tags=[checks.TAG])
    assert {fault.id for fault in faults} == {"portal.E002"}
    with pytest.raises(ImproperlyConfigured, match="条款编号 w15 重复"):
        checks.refuse_unsound_policies()


def test_a_file_that_cannot_be_read_stops_the_start(monkeypatch):
    def broken() -> Library:
        raise BadRuleData("w15.yaml：无法读取")

    monkeypatch.setattr(checks, "get_library", broken)
    assert [fault.id for fault in run_checks(tags=[checks.TAG])] == ["portal.E001"]
