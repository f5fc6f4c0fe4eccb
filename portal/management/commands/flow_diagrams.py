from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from portal.workflow import Flow, Transition, flows

FOLDER = Path(settings.BASE_DIR) / "docs" / "flows"
HEAD = "| step | from | to | who | permission | comment |"


class Command(BaseCommand):
    help = "Write one page per flow into docs/flows: its diagram and its table, as the code has them."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--check", action="store_true", help="write nothing; fail where a page differs")
        parser.add_argument("--folder", type=Path, default=FOLDER)

    def handle(self, *args: Any, check: bool, folder: Path, **options: Any) -> None:
        stale = [flow for flow in flows if text_in(folder, flow) != page(flow)]
        if check and stale:
            names = ", ".join(f"{flow.code}.md" for flow in stale)
            raise CommandError(f"docs/flows is out of date ({names}): run manage.py flow_diagrams and commit")
        folder.mkdir(parents=True, exist_ok=True)
        for flow in stale:
            (folder / f"{flow.code}.md").write_text(page(flow), encoding="utf-8")
            self.stdout.write(f"{flow.code}.md written")


def text_in(folder: Path, flow: Flow) -> str:
    path = folder / f"{flow.code}.md"
    return path.read_text(encoding="utf-8") if path.exists() else ""


def page(flow: Flow) -> str:
    """The page of one flow: diagram, states, transitions."""
    states = [
        f"| `{state.code}` | {state.label} | {state.applicant_label or state.label} | {state.owner or '—'} |"
        for state in flow.states
    ]
    return "\n".join(
        [
            f"# {flow.label} (`{flow.code}`)",
            "",
            "Written by `manage.py flow_diagrams` from the flow's table; change the table, not this page.",
            "",
            f"```mermaid\n{flow.mermaid()}```",
            "",
            "| state | label | label for the applicant | whose turn |",
            "|---|---|---|---|",
            *states,
            "",
            HEAD,
            "|---|---|---|---|---|---|",
            *(line(flow, step) for step in flow.transitions),
            "",
        ]
    )


def line(flow: Flow, step: Transition) -> str:
    sources = "、".join(flow.by_state[code].label for code in step.sources)
    target = flow.by_state[step.target].label
    comment = "required" if step.comment_required else "optional"
    return f"| {step.label} (`{step.code}`) | {sources} | {target} | {step.who} | `{step.permission}` | {comment} |"
