from django.urls import include, path

from portal.sheets.pages.views import BatchPage, KindPage, Sheets
from portal.views.audit import AuditList, AuditPage
from portal.views.calendar import CalendarPage
from portal.views.health import healthz
from portal.views.home import Home
from portal.views.identity import IdentityPage
from portal.views.jobs import JobList, JobPage
from portal.views.lists import Lists
from portal.views.notices import Notices, Outbox
from portal.views.search import Search

app_name = "portal"
urlpatterns = [
    path("", Home.as_view(), name="home"),
    path("audit/", AuditList.as_view(), name="audit"),
    path("audit/<int:pk>/", AuditPage.as_view(), name="audit_entry"),
    path("calendar/", CalendarPage.as_view(), name="calendar"),
    path("jobs/", JobList.as_view(), name="jobs"),
    path("jobs/<int:pk>/", JobPage.as_view(), name="job"),
    path("notices/", Notices.as_view(), name="notices"),
    path("notices/outbox/", Outbox.as_view(), name="outbox"),
    path("records/<slug:kind>/<int:pk>/<slug:verb>/", IdentityPage.as_view(), name="identity"),
    path("search/", Search.as_view(), name="search"),
    path("lists/", Lists.as_view(), name="lists"),
    path("sheets/", Sheets.as_view(), name="sheets"),
    path("sheets/<int:pk>/", BatchPage.as_view(), name="sheet_batch"),
    path("sheets/<slug:kind>/", KindPage.as_view(), name="sheet_kind"),
    path("policies/", include("portal.policy_library.urls")),
    path("healthz", healthz, name="healthz"),
]
