from django.urls import path

from evaluation.views.results import FirmEvaluation, ParkEvaluation, ResultPage
from evaluation.views.runs import NewRun, RunList, RunPage

app_name = "evaluation"
urlpatterns = [
    path("evaluation/", RunList.as_view(), name="runs"),
    path("evaluation/new/", NewRun.as_view(), name="new"),
    path("evaluation/runs/<int:pk>/", RunPage.as_view(), name="run"),
    path("evaluation/runs/<int:pk>/<slug:level>/", RunPage.as_view(), name="level"),
    path("evaluation/results/<int:pk>/", ResultPage.as_view(), name="result"),
    path("evaluation/enterprises/<int:pk>/", FirmEvaluation.as_view(), name="enterprise"),
    path("evaluation/parks/<int:pk>/", ParkEvaluation.as_view(), name="park"),
]
