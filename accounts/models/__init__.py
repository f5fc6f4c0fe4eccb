from accounts.models.membership import Membership
from accounts.models.place import Place, PlaceLineage
from accounts.models.token import ApiToken
from accounts.models.user import User

__all__ = ["ApiToken", "Membership", "Place", "PlaceLineage", "User"]
