from admissions.models.application import Application
from admissions.models.material import Material
from admissions.models.scheme import AdmissionScheme
from admissions.models.wanted_unit import WantedUnit

__all__ = ["AdmissionScheme", "Application", "Material", "WantedUnit"]
