"""演示数据: the rungs of the ladder beyond those every firm may climb."""

from enterprises.models import GrowthEvent


def more_growth() -> None:
    """Some of the firms that are 专精特新 are high-tech or hidden champions; others upgraded or connected their machines."""
    known = GrowthEvent.objects.filter(kind=GrowthEvent.Kind.SPECIALISED, park__is_demo=True).order_by("pk")
    turns = (
        (GrowthEvent.Kind.HIGH_TECH, 2, "高新技术企业证书（演示）"),
        (GrowthEvent.Kind.HIDDEN_CHAMPION, 9, "隐形冠军名单（演示）"),
        (GrowthEvent.Kind.TECH_UPGRADE, 3, "技改项目备案（演示）"),
        (GrowthEvent.Kind.CONNECTED, 5, "智能化改造验收（演示）"),
    )
    GrowthEvent.objects.bulk_create(
        GrowthEvent(
            enterprise_id=event.enterprise_id,
            park_id=event.park_id,
            kind=kind,
            on=event.on,
            document=document,
        )
        for turn, event in enumerate(known)
        for kind, every, document in turns
        if turn % every == 0
    )
