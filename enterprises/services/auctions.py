"""What an auction and a payment under it have to agree with."""

from enterprises.models import LandAuction, ShortfallPayment
from enterprises.panels import terms_of
from enterprises.rules.auction import first_year
from parks.services.soundness import Unsound
from policies.accessor import Rules
from policies.errors import NoRuleInForce
from policies.library import get_library


def require_own_parcel(auction: LandAuction) -> None:
    """Raise Unsound for a parcel of another park."""
    if auction.parcel.park_id != auction.park_id:
        raise Unsound("所选地块不在本园区，请重新选择。", "parcel")


def require_assessed_year(payment: ShortfallPayment) -> None:
    """Raise Unsound for a year in which nothing can be owed yet."""
    row = payment.auction
    if row.promised_tax_per_mu is None:
        raise Unsound("这块地没有承诺亩均税收，不产生税收差额。", "auction")
    try:
        first = first_year(Rules(get_library(), row.park.place.policy_code, row.won_on), terms_of(row))
    except NoRuleInForce as error:
        raise Unsound("当地在成交日期没有竞亩均税收的规定，不产生税收差额。", "auction") from error
    if first is None:
        raise Unsound("地块尚未竣工验收，还没有考核年度。请先在地块中填写竣工验收办结日期。", "auction")
    if payment.year < first:
        raise Unsound(f"这块地自 {first} 年度起考核，请核对年度。", "year")
