"""What a page does, from outside: `python -m benchmarks.asking run REGION YEAR` prints the number of the job of a run of
enterprise classes; `… ring JOB` rings for it and for its counties once more."""

import sys

import django

django.setup()

from accounts.models import Membership, Place, User  # noqa: E402  # models wait for the setup
from evaluation.services import Asked, request_by_scheme  # noqa: E402
from portal.jobs import services  # noqa: E402
from portal.models import Job  # noqa: E402


def run(region: str, year: str) -> None:
    place = Place.objects.get(code=region)
    officer, _ = User.objects.get_or_create(username="bench", defaults={"display_name": "bench"})
    seat = {"user": officer, "place": place, "role": "city_officer"}
    Membership.objects.get_or_create(**seat, defaults={"valid_from": "2000-01-01"})
    print(request_by_scheme(actor=officer, asked=Asked(place, int(year))).pk)


def ring(job: str) -> None:
    for one in (int(job), *Job.objects.filter(params__job=int(job)).values_list("pk", flat=True)):
        services.ring(one)


if __name__ == "__main__":
    {"run": run, "ring": ring}[sys.argv[1]](*sys.argv[2:])
