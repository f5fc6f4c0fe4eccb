from django.urls import path

from admissions.views.decisions import step_page
from admissions.views.drafts import EditApplication, NewApplication, Receipt, SubmitApplication
from admissions.views.records import ApplicationHistory, ApplicationList, ApplicationPage

app_name = "admissions"
urlpatterns = [
    path("admissions/", ApplicationList.as_view(), name="list"),
    path("admissions/new/", NewApplication.as_view(), name="new"),
    path("admissions/<int:pk>/", ApplicationPage.as_view(), name="application"),
    path("admissions/<int:pk>/edit/", EditApplication.as_view(), name="edit"),
    path("admissions/<int:pk>/submit/", SubmitApplication.as_view(), name="submit"),
    path("admissions/<int:pk>/receipt/", Receipt.as_view(), name="receipt"),
    path("admissions/<int:pk>/history/", ApplicationHistory.as_view(), name="history"),
    path("admissions/<int:pk>/steps/<slug:step>/", step_page, name="step"),
]
