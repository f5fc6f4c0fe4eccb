"""What an 入园合同 has to agree with: the page and the sheet ask the same."""

from enterprises.models import TenancyContract
from parks.services.soundness import Unsound

NOT_ITS_ROOM = "所选用房不是该企业在本园区的入驻，请核对或留空。"


def require_own_room(contract: TenancyContract) -> None:
    """Raise Unsound for a room of another firm or park."""
    room = contract.occupancy
    if room and (room.enterprise_id, room.park_id) != (contract.enterprise_id, contract.park_id):
        raise Unsound(NOT_ITS_ROOM, "occupancy")
