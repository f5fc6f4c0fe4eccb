"""R14–15: hostile and damaged files end in one sentence, quickly and in little memory, whatever they are."""

import json
import os
import subprocess
import sys

import pytest

from portal.sheets.gate import Refused, check
from portal.sheets.problems import FileRefused
from portal.sheets.reader import ROOT, read
from portal.sheets.tests import hostile
from portal.sheets.tests.workbooks import with_parts

# All thousand take a quarter of a minute: `MUTANTS=1000 make test ARGS="portal/sheets -k mutants"`.
MUTANTS = int(os.environ.get("MUTANTS", "150"))
MOST_SECONDS, MOST_MEGABYTES = 1, 100


def run(*arguments: str) -> dict:
    command = [sys.executable, "-m", "portal.sheets.tests.hostile", *arguments]
    environment = {**os.environ, "DJANGO_SETTINGS_MODULE": "config.settings.test"}
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


@pytest.fixture(scope="module")
def corpus():
    return list(hostile.corpus())


def test_every_hostile_file_is_refused_in_a_second_and_a_hundred_megabytes(corpus, tmp_path):
    hostile.write_corpus(corpus, tmp_path)
    told = run("corpus", str(tmp_path))
    assert len(told["files"]) >= 35
    assert {
        name: cost for name, (said, cost) in told["files"].items() if not said or cost > MOST_SECONDS
    } == {}
    assert all(said.endswith("。") and said.isprintable() for said, _ in told["files"].values())
    assert told["megabytes"] <= MOST_MEGABYTES


@pytest.mark.parametrize(
    ("what", "word"),
    [
        ("macros", "含宏"),
        ("xlsm", "含宏"),
        ("xls with macros", "含宏"),
        ("encrypted", "加密"),
        ("ratio bomb", "膨胀"),
        ("size bomb", "200 MB"),
        ("many entries", "部件过多"),
        ("entities", "实体声明"),
        ("xlsx named .xls", "以 .xlsx 结尾"),
        ("web page named .xls", "网页表格"),
        ("cut off", "损坏"),
    ],
)
def test_the_gate_says_why(corpus, what, word):
    filename, data = next((filename, data) for name, filename, data in corpus if name == what)
    with pytest.raises(Refused, match=word):
        check(data, filename)


def test_mutants_of_a_good_file_are_refused_or_read():
    told = run("mutants", str(MUTANTS))
    assert told["refused"] + told["matched"] == MUTANTS
    assert told["matched"] > MUTANTS // 20, "most mutants should get past the gate to be of use"
    assert told["longest"] <= MOST_SECONDS


def test_a_process_that_dies_or_talks_nonsense_is_a_refusal(monkeypatch):
    monkeypatch.setattr(sys, "executable", "/bin/true")
    with pytest.raises(FileRefused):
        read(hostile.good(), "园区.xlsx")
    monkeypatch.setattr(sys, "executable", "/bin/echo")
    with pytest.raises(FileRefused):
        read(hostile.good(), "园区.xlsx")


def test_what_a_stranger_may_have_put_into_an_answer_is_not_run():
    class Bomb:
        def __reduce__(self):
            return os.system, ("exit 1",)

    stream = hostile.io.BytesIO(hostile.pickle.dumps(("part", Bomb()), 5))
    with pytest.raises(FileRefused):
        list(hostile.frames(stream))


def test_harmless_company_is_let_through():
    """Pictures, links to other workbooks and a printer's settings are in every second file."""
    extra = {
        "xl/media/image1.png": b"\x89PNG",
        "xl/externalLinks/externalLink1.xml": b"<x/>",
        "xl/printer.bin": b"x",
    }
    assert (
        check(with_parts(hostile.good(), lambda name, content: content, **extra), "园区.xlsx").kind == "xlsx"
    )
