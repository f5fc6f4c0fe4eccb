from django.urls import path

from admissions.flows import ADMISSION
from admissions.views.decisions import ApprovePage, DecisionPage
from admissions.views.drafts import EditApplication, NewApplication, Receipt, SubmitApplication
from admissions.views.records import ApplicationHistory, ApplicationList, ApplicationPage


def decision(code: str, page: type[DecisionPage] = DecisionPage) -> object:
    """The page of one decision at `/admissions/<pk>/<transition>/`."""
    step = ADMISSION.by_transition[code]
    view = page.as_view(step=step, edit_permission=step.permission)
    return path(f"admissions/<int:pk>/{code}/", view, name=code)


app_name = "admissions"
urlpatterns = [
    path("admissions/", ApplicationList.as_view(), name="list"),
    path("admissions/new/", NewApplication.as_view(), name="new"),
    path("admissions/<int:pk>/", ApplicationPage.as_view(), name="application"),
    path("admissions/<int:pk>/edit/", EditApplication.as_view(), name="edit"),
    path("admissions/<int:pk>/submit/", SubmitApplication.as_view(), name="submit"),
    path("admissions/<int:pk>/receipt/", Receipt.as_view(), name="receipt"),
    path("admissions/<int:pk>/history/", ApplicationHistory.as_view(), name="history"),
    decision("send_back"),
    decision("approve", ApprovePage),
    decision("refuse"),
    decision("withdraw"),
]
