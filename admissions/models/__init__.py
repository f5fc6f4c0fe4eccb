from admissions.models.application import Application
from admissions.models.material import Material
from admissions.models.wanted_unit import WantedUnit

__all__ = ["Application", "Material", "WantedUnit"]
