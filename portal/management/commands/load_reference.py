from django.core.management.base import BaseCommand

from portal.registry import reference_loaders


class Command(BaseCommand):
    help = "Bring the shipped reference data (places, plan targets, …) into the database. Can be run again."

    def handle(self, *args, **options) -> None:
        for loader in sorted(reference_loaders, key=lambda loader: loader.order):
            self.stdout.write(f"{loader.label}: {loader.load()}")
