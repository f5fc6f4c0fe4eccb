from django.urls import path

from planning.views.areas import AreaPage
from planning.views.dashboard import Dashboard
from planning.views.records import Records
from planning.views.targets import TargetList

app_name = "planning"
urlpatterns = [
    path("planning/", Dashboard.as_view(), name="dashboard"),
    path("planning/areas/<int:pk>/", AreaPage.as_view(), name="area"),
    path("planning/targets/", TargetList.as_view(), name="targets"),
    path("planning/records/<str:indicator>/", Records.as_view(), name="records"),
]
