"""What this room adds to the registries of `portal`, one module for each capability."""

from evaluation import demo
from evaluation.registrations import classes, money, notices, parks, runs, schemes, stars
from portal.registry import Loader, demo_loaders

__all__ = ["classes", "money", "notices", "parks", "runs", "schemes", "stars"]

demo_loaders.register(Loader("evaluation", "演示评价", 50, demo.load))
