"""The departments whose opinion on a firm's admission may be asked (C(九), local schemes), or who supply figures (C(十三))."""

from django.db import models


class Department(models.TextChoices):
    INDUSTRY = "industry", "经信"
    ENVIRONMENT = "environment", "生态环境"
    SAFETY = "safety", "应急管理"
    FIRE = "fire", "消防"
    PLANNING = "planning", "自然资源"
    MARKET = "market", "市场监管"
    TAX = "tax", "税务"
    STATISTICS = "statistics", "统计"
    TOWNSHIP = "township", "属地镇街"
