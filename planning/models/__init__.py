from planning.models.scheme import LampScheme
from planning.models.target import PlanTarget

__all__ = ["LampScheme", "PlanTarget"]
