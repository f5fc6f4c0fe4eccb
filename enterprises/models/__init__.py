from enterprises.models.auction import LandAuction, ShortfallPayment
from enterprises.models.care import Demand, OldSite
from enterprises.models.contract import TenancyContract
from enterprises.models.enterprise import Enterprise
from enterprises.models.figure import ParkFigure, QuarterlyFigure, YearlyFigure
from enterprises.models.filing import Filing, ReportingTerm
from enterprises.models.growth import GrowthEvent
from enterprises.models.occupancy import Occupancy
from enterprises.models.supplied import SuppliedFigure

__all__ = [
    "Demand",
    "Enterprise",
    "Filing",
    "GrowthEvent",
    "LandAuction",
    "Occupancy",
    "OldSite",
    "ParkFigure",
    "QuarterlyFigure",
    "ReportingTerm",
    "ShortfallPayment",
    "SuppliedFigure",
    "TenancyContract",
    "YearlyFigure",
]
