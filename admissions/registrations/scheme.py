"""The reference schemes of the policies, brought along with the other reference data."""

from admissions.services.reference import load_reference
from portal.registry import Loader, reference_loaders

reference_loaders.register(Loader("schemes", "参考评分方案", 40, load_reference))
