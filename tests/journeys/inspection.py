"""What is asked of every page a person can see, whatever it shows."""

import re

from axe_playwright_python.base import AXE_SCRIPT

from tests.plugin.browser import Visit

# Only what is broken is worked out, and nothing is fetched a second time: half the time for the same findings.
RULES = {
    "runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]},
    "resultTypes": ["violations"],
    "preload": False,
}
BARRIERS = """async (rules) => (await axe.run(document, rules)).violations.map(
  (one) => `${one.id}: ${one.nodes[0].html.slice(0, 160)}`)"""
# What a program lets slip, and Latin words; a name in capitals, a code with digits and an address are none.
SLIPS = re.compile(r"None|null|NaN|undefined|Undefined|\{\{|\}\}|\{%|Traceback|Infinity")
LATIN = re.compile(r"(?<![\w.@/-])[A-Za-z]{2,}(?![\w@/-]|\.\w)", re.ASCII)
# Shown on purpose: the standard's name, file formats and their size, what firms call their systems.
KNOWN = {"Excel", "Word", "CSV", "PDF", "PNG", "JPG", "docx", "xlsx", "MB", "GB", "RY", "https"}
KNOWN |= {"ERP", "SCM", "PLM", "MES"}

# Neither are keys (<kbd>), and what is said to be written so and not otherwise (translate=no).
TEXT = """() => {
  const attributes = ["placeholder", "aria-label", "title", "alt"];
  const spoken = [...document.querySelectorAll("body *")].flatMap(
    (one) => attributes.map((name) => one.getAttribute(name)).filter(Boolean));
  const literal = [...document.querySelectorAll("kbd, [translate=no]")].filter((one) => !one.hidden);
  literal.forEach((one) => { one.hidden = true; });
  const text = document.body.innerText;
  literal.forEach((one) => { one.hidden = false; });
  return [document.title, text, ...spoken].join("\\n");
}"""
# Where the page is wider than the window: the widest things that nothing clips.
SIDEWAYS = """() => {
  const width = document.documentElement.clientWidth;
  if (document.documentElement.scrollWidth <= width) return [];
  const wide = [...document.querySelectorAll("body *")].filter(
    (one) => one.getBoundingClientRect().right > width + 1 && !one.closest(".table-box"));
  return wide.slice(-3).map((one) => one.tagName + "." + one.className);
}"""


def words_gone_wrong(visit: Visit, allowed: set[str]) -> list[str]:
    text = visit.page.evaluate(TEXT)
    latin = [word for word in LATIN.findall(text) if word not in KNOWN | allowed]
    return [f"“{word}”" for word in dict.fromkeys(SLIPS.findall(text) + latin)]


def barriers(visit: Visit) -> list[str]:
    """What axe-core finds, one sentence for each rule with the first element that breaks it."""
    if not visit.page.evaluate("typeof axe === 'object'"):
        visit.page.evaluate(AXE_SCRIPT)
    found: list[str] = visit.page.evaluate(BARRIERS, RULES)
    return found


def sideways(visit: Visit) -> list[str]:
    return [f"sticks out: {name}" for name in visit.page.evaluate(SIDEWAYS)]


def complaints(visit: Visit, *, refused: bool = False) -> list[str]:
    """Console errors (a broken rule of the content policy and a missing file are some) and foreign requests."""
    told = [line for line in visit.complaints if not (refused and "status of 4" in line)]
    visit.complaints.clear()
    return told + [f"asked for {url}" for url in visit.refused]
