"""What can be done to parks, parcels and phases; one function per verb."""

from parks.services.bodies import change_body, register_developer, register_operator
from parks.services.parcels import add_parcel, change_parcel, remove_parcel
from parks.services.parks import change_park, change_status, create_park
from parks.services.phases import add_phase, change_phase, remove_phase
from parks.services.standing import assign_star, recognise

__all__ = [
    "add_parcel",
    "add_phase",
    "assign_star",
    "change_body",
    "change_parcel",
    "change_park",
    "change_phase",
    "change_status",
    "create_park",
    "recognise",
    "register_developer",
    "register_operator",
    "remove_parcel",
    "remove_phase",
]
