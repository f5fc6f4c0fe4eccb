from django.conf import settings
from django.db import models


class ApiToken(models.Model):
    """A key for programs acting as its user. Only the SHA-256 of the key is kept."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, verbose_name="用户", related_name="api_tokens"
    )
    digest = models.CharField("摘要", max_length=64, unique=True)
    created_at = models.DateTimeField("创建时间", auto_now_add=True)
    expires_at = models.DateTimeField("失效时间")

    class Meta:
        verbose_name = "接口令牌"
        ordering = ("-created_at",)

    def __str__(self) -> str:
        return f"{self.user} {self.digest[:8]}"
