from django.urls import path

from evaluation.views.classes import CheckList, ClassResultPage, ClassRunPage
from evaluation.views.park_grades import GradeResultPage, GradeRunPage
from evaluation.views.publicity import ClassPublicity, ClassPublicityList
from evaluation.views.published import PublishedClasses
from evaluation.views.results import FirmEvaluation, ParkEvaluation, ResultPage
from evaluation.views.runs import NewRun, RunList, RunPage, WhatIf
from evaluation.views.schemes import NewScheme, SchemeList, SchemePage, SchemePart, SchemeStep
from evaluation.views.star_publicity import StarPublicity
from evaluation.views.stars import StarResultPage, StarRunPage, StarSheet

app_name = "evaluation"
urlpatterns = [
    path("evaluation/", RunList.as_view(), name="runs"),
    path("evaluation/new/", NewRun.as_view(), name="new"),
    path("evaluation/what-if/", WhatIf.as_view(), name="what_if"),
    path("evaluation/check/", CheckList.as_view(), name="check"),
    path("evaluation/runs/<int:pk>/", RunPage.as_view(), name="run"),
    path("evaluation/runs/<int:pk>/<slug:level>/", RunPage.as_view(), name="level"),
    path("evaluation/results/<int:pk>/", ResultPage.as_view(), name="result"),
    path("evaluation/classes/<int:pk>/", ClassRunPage.as_view(), name="classes"),
    path("evaluation/published-classes/", PublishedClasses.as_view(), name="published_classes"),
    path("evaluation/class-results/<int:pk>/", ClassResultPage.as_view(), name="class_result"),
    path("evaluation/grades/<int:pk>/", GradeRunPage.as_view(), name="grades"),
    path("evaluation/grade-results/<int:pk>/", GradeResultPage.as_view(), name="grade_result"),
    path("evaluation/star-runs/<int:pk>/", StarRunPage.as_view(), name="star_run"),
    path("evaluation/star-results/<int:pk>/", StarResultPage.as_view(), name="star_result"),
    path("evaluation/stars/<int:pk>/sheet/", StarSheet.as_view(), name="star_sheet"),
    path("evaluation/publicity/stars/<int:pk>/", StarPublicity.as_view(), name="star_publicity"),
    path("evaluation/publicity/", ClassPublicityList.as_view(), name="publicity"),
    path("evaluation/publicity/<int:pk>/", ClassPublicity.as_view(), name="publicity"),
    path("evaluation/schemes/", SchemeList.as_view(), name="schemes"),
    path("evaluation/schemes/new/", NewScheme.as_view(), name="scheme_new"),
    path("evaluation/schemes/<int:pk>/", SchemePage.as_view(), name="scheme"),
    path("evaluation/schemes/<int:pk>/edit/<slug:part>/", SchemePart.as_view(), name="scheme_part"),
    path("evaluation/schemes/<int:pk>/steps/<slug:step>/", SchemeStep.as_view(), name="scheme_step"),
    path("evaluation/enterprises/<int:pk>/", FirmEvaluation.as_view(), name="enterprise"),
    path("evaluation/parks/<int:pk>/", ParkEvaluation.as_view(), name="park"),
]
