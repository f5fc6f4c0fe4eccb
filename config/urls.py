"""Every address of the portal: each room brings its own pages and its own part of the API."""

from django.urls import include, path
from drf_spectacular.views import SpectacularAPIView, SpectacularSwaggerSplitView

from config.api import router
from config.settings.base import ROOMS
from portal.rest.errors import Missing

urlpatterns = [
    *(path("", include(f"{room}.urls")) for room in ROOMS),
    path("api/v1/", include(router.urls)),
    path("api/v1/<path:rest>/", Missing.as_view(), name="api-missing"),
    path("api/schema/", SpectacularAPIView.as_view(), name="api-schema"),
    path("api/docs/", SpectacularSwaggerSplitView.as_view(url_name="api-schema"), name="api-docs"),
]
