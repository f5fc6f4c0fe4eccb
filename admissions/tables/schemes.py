from portal.schemes.tables import scheme_columns
from portal.tables import Table


class SchemeTable(Table):
    caption = "评分方案"
    empty_text = "没有符合条件的评分方案。县级经办人可以从参考方案复制起草；也可调整或清除筛选条件。"
    default_sort = "-valid_from"
    columns = scheme_columns("admissions:scheme")
