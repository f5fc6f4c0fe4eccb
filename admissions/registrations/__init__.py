"""What this room adds to the registries of `portal`, one module for each noun."""

from admissions import demo
from admissions.registrations import application, contract, leaving, round, scheme
from portal.registry import Loader, demo_loaders

__all__ = ["application", "contract", "leaving", "round", "scheme"]

demo_loaders.register(Loader("admissions", "演示申请", 40, demo.load))
