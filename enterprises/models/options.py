"""The option lists of an enterprise's records."""

from django.db.models import TextChoices


class System(TextChoices):
    """What a firm runs its works with (W8)."""

    ERP = "erp", "ERP"
    SCM = "scm", "SCM"
    PLM = "plm", "PLM"
    MES = "mes", "MES"
    CLOUD = "cloud", "上云"
