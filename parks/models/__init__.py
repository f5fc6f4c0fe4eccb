from parks.models.body import Developer, Operator
from parks.models.parcel import Parcel
from parks.models.park import Park
from parks.models.phase import Phase

__all__ = ["Developer", "Operator", "Parcel", "Park", "Phase"]
