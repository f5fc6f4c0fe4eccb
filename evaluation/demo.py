"""演示数据: three years of 亩均税收 for 温州市 and two for 慈溪市, computed as an official would ask for them."""

from accounts.models import Place, User
from evaluation.models import Run
from evaluation.services.evaluate import run_now

RUNS = (
    ("city-officer", "330300", 2020),
    ("city-officer", "330300", 2021),
    ("city-officer", "330300", 2022),
    ("cixi", "330282", 2021),
    ("cixi", "330282", 2022),
)


def load() -> int:
    """Make the demo runs; answers how many there are. Does nothing when there are some already."""
    people = {user.username: user for user in User.objects.filter(is_demo=True)}
    if not Run.objects.exists():
        for username, code, year in RUNS:
            if username in people:
                run_now(actor=people[username], place=Place.objects.get(code=code), year=year)
    return Run.objects.count()
