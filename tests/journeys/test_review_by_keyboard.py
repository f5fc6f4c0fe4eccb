"""20 件不用鼠标: cases are settled one after the other by keyboard alone, each page leading on to the next."""

import re

import pytest
from playwright.sync_api import Page, expect

from admissions.services.reference import load_reference as load_schemes
from admissions.tests.conftest import House
from portal.uscc import uscc_from
from tests.plugin.browser import Visit

FIRMS = tuple(f"温州{number:02}号泵业有限公司" for number in range(1, 21))


@pytest.mark.browser
@pytest.mark.django_db(transaction=True)
def test_cases_are_settled_one_after_the_other_by_keyboard_alone(reference, visit):
    load_schemes()
    house = House()
    for number, firm in enumerate(FIRMS, 7501):
        house.submitted(firm_name=firm, uscc=uscc_from(number, "330302"))
    officer: Visit = visit()
    officer.become(house.officer)
    page = officer.open("/")
    walk_to(page, "link", f"审查：{FIRMS[0]}")
    keys(page, "Enter")
    see(page, FIRMS[0])
    keys(page, "Alt+ArrowDown")
    see(page, FIRMS[1])
    keys(page, "Alt+ArrowUp")
    see(page, FIRMS[0])
    for firm in FIRMS[:-1]:
        see(page, firm)
        accept(page)
    see(page, FIRMS[-1])
    send_back(page)
    focused(page, "返回我的待办")
    keys(page, "Enter")
    expect(page.locator("main")).not_to_contain_text("待资格审查")


def accept(page: Page) -> None:
    """The steps (o), the signs one by one, the form (Ctrl+Enter), and on to the next case (Enter)."""
    keys(page, "o")
    focused(page, "通过资格审查")
    keys(page, "Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("通过资格审查")
    expect(page.locator("[name=cleared]").first).to_be_focused()
    for _ in page.locator("[name=cleared]").all():
        keys(page, "Space", "Tab")
    keys(page, "Control+Enter")
    expect(page.locator(".page-tag")).to_have_text("会审中")
    focused(page, "有限公司")
    keys(page, "Enter")


def send_back(page: Page) -> None:
    """Without a reason nothing happens, and the reason leads back to the field; with one it is done."""
    keys(page, "o")
    walk_to(page, "link", "退回补正")
    keys(page, "Enter")
    expect(page.locator("textarea").first).to_be_focused()
    page.keyboard.type("请补充营业执照。")
    keys(page, "Control+Enter")
    expect(page.locator(".notice-success")).to_contain_text("已退回补正")


def keys(page: Page, *names: str) -> None:
    for name in names:
        page.keyboard.press(name)


def see(page: Page, firm: str) -> None:
    expect(page.get_by_role("heading", level=1)).to_contain_text(firm)
    page.wait_for_load_state()


def focused(page: Page, words: str) -> None:
    expect(page.locator(":focus")).to_contain_text(re.compile(words))


def walk_to(page: Page, role: str, name: str) -> None:
    """Tab on until it is there, as somebody without a mouse does."""
    there = page.get_by_role(role, name=re.compile(name.replace("：", r"\s*：\s*"))).last
    for _ in range(80):
        if there.evaluate("it => it === document.activeElement"):
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"“{name}” is not reached by Tab")
