"""What the page of one contract shows, read from several models; a constant number of queries."""

from admissions.contract_page.funds import funds
from admissions.contract_page.page import parts, timeline
from admissions.contract_page.promises import promise_row

__all__ = ["funds", "parts", "promise_row", "timeline"]
