from enterprises.models.auction import LandAuction, ShortfallPayment
from enterprises.models.care import Demand, OldSite
from enterprises.models.contract import TenancyContract
from enterprises.models.enterprise import Enterprise
from enterprises.models.figure import YearlyFigure
from enterprises.models.growth import GrowthEvent
from enterprises.models.occupancy import Occupancy

__all__ = [
    "Demand",
    "Enterprise",
    "GrowthEvent",
    "LandAuction",
    "Occupancy",
    "OldSite",
    "ShortfallPayment",
    "TenancyContract",
    "YearlyFigure",
]
