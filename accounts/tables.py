from django.urls import reverse
from django.utils import timezone

from portal.numbers import DASH
from portal.tables import Column, Row, Table


def last_login(row: Row) -> str:
    moment = row["last_login"]
    return f"{timezone.localtime(moment):%Y-%m-%d %H:%M}" if moment else "从未登录"


class AccountTable(Table):
    caption = "账号"
    default_sort = "username"
    columns = (
        Column("username", "账号", link=lambda row: reverse("accounts:account", args=(row["pk"],))),
        Column("display_name", "姓名"),
        Column("organisation", "单位"),
        Column("roles", "当前角色", sortable=False, show=lambda row: row["roles"] or DASH),
        Column("is_active", "状态", choices={True: "启用", False: "停用"}),
        Column("last_login", "最近登录", show=last_login),
    )
