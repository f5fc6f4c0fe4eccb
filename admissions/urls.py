from django.urls import path

from admissions.views.beginning import NewApplication
from admissions.views.contract_tasks import ContractTask
from admissions.views.contract_templates import NewTemplate, TemplateList, TemplatePage, TemplateStep
from admissions.views.contracts import ContractList, ContractPage, NewContract
from admissions.views.decisions import step_page
from admissions.views.performance import BreachList, BreachPage, BreachStep, FirmPerformance, Performance
from admissions.views.publicity import ObjectionPage, Publicity, PublicityList
from admissions.views.published_schemes import PublicSchemes
from admissions.views.records import ApplicationHistory, ApplicationList, ApplicationPage
from admissions.views.review import HandlingPage, OpinionPage
from admissions.views.rounds import ApprovedList, NewRound, RoundList, RoundPage, round_task
from admissions.views.scheme_parts import SchemePart, SchemeRow
from admissions.views.schemes import (
    NewScheme,
    SchemeList,
    SchemePage,
    SchemePreview,
    SchemeStep,
)
from admissions.views.sections import section_page
from admissions.views.submission import Receipt, SubmitApplication
from admissions.views.wizard import Tasks

app_name = "admissions"
urlpatterns = [
    path("admissions/", ApplicationList.as_view(), name="list"),
    path("admissions/new/", NewApplication.as_view(), name="new"),
    path("admissions/<int:pk>/", ApplicationPage.as_view(), name="application"),
    path("admissions/<int:pk>/edit/", Tasks.as_view(), name="edit"),
    path("admissions/<int:pk>/sections/<slug:section>/", section_page, name="section"),
    path("admissions/<int:pk>/submit/", SubmitApplication.as_view(), name="submit"),
    path("admissions/<int:pk>/receipt/", Receipt.as_view(), name="receipt"),
    path("admissions/<int:pk>/history/", ApplicationHistory.as_view(), name="history"),
    path("admissions/<int:pk>/steps/<slug:step>/", step_page, name="step"),
    path("admissions/schemes/", SchemeList.as_view(), name="schemes"),
    path("admissions/schemes/new/", NewScheme.as_view(), name="scheme_new"),
    path("admissions/schemes/published/", PublicSchemes.as_view(), name="scheme_public"),
    path("admissions/schemes/<int:pk>/", SchemePage.as_view(), name="scheme"),
    path("admissions/schemes/<int:pk>/preview/", SchemePreview.as_view(), name="scheme_preview"),
    path("admissions/schemes/<int:pk>/edit/<slug:part>/", SchemePart.as_view(), name="scheme_part"),
    path("admissions/schemes/<int:pk>/rows/<slug:of>/", SchemeRow.as_view(), name="scheme_row"),
    path("admissions/schemes/<int:pk>/steps/<slug:step>/", SchemeStep.as_view(), name="scheme_step"),
    path("admissions/rounds/", RoundList.as_view(), name="rounds"),
    path("admissions/rounds/new/", NewRound.as_view(), name="round_new"),
    path("admissions/rounds/<int:pk>/", RoundPage.as_view(), name="round"),
    path("admissions/rounds/<int:pk>/<slug:task>/", round_task, name="round_task"),
    path("admissions/publicity/", PublicityList.as_view(), name="publicity"),
    path("admissions/publicity/<int:pk>/", Publicity.as_view(), name="publicity"),
    path("admissions/objections/<int:pk>/", ObjectionPage.as_view(), name="objection"),
    path("admissions/approved/", ApprovedList.as_view(), name="approved"),
    path("admissions/<int:pk>/contract/", NewContract.as_view(), name="contract_new"),
    path("admissions/contracts/", ContractList.as_view(), name="contracts"),
    path("admissions/contracts/<int:pk>/", ContractPage.as_view(), name="contract"),
    path("admissions/contracts/<int:pk>/<slug:task>/", ContractTask.as_view(), name="contract_task"),
    path("admissions/templates/", TemplateList.as_view(), name="templates"),
    path("admissions/templates/new/", NewTemplate.as_view(), name="template_new"),
    path("admissions/templates/<int:pk>/", TemplatePage.as_view(), name="template"),
    path("admissions/templates/<int:pk>/<slug:step>/", TemplateStep.as_view(), name="template_step"),
    path("admissions/performance/", Performance.as_view(), name="performance"),
    path("admissions/performance/firms/<int:pk>/", FirmPerformance.as_view(), name="firm_performance"),
    path("admissions/breaches/", BreachList.as_view(), name="breaches"),
    path("admissions/breaches/<int:pk>/", BreachPage.as_view(), name="breach"),
    path("admissions/breaches/<int:pk>/<slug:step>/", BreachStep.as_view(), name="breach_step"),
    path("admissions/<int:pk>/opinion/", OpinionPage.as_view(), name="opinion"),
    path("admissions/<int:pk>/handling/<slug:verb>/", HandlingPage.as_view(), name="handling"),
]
