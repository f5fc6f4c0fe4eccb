from django.urls import path

from parks.views.attachments import AttachmentFile
from parks.views.bodies import BodyEdit, BodyList, BodyPage
from parks.views.buildings import BuildingNew, BuildingPage, Buildings
from parks.views.cases import Cases
from parks.views.compliance import Compliance, Explain, Waivers
from parks.views.derived import Derived
from parks.views.land import Land
from parks.views.lists import ParkList, UnitList
from parks.views.parks import ParkNew, Recognition
from parks.views.parts import ParcelEdit, ParcelNew, ParcelRemove, PhaseEdit, PhaseNew, PhaseRemove
from parks.views.record import History, Overview
from parks.views.records import ParkRecords, PlaceRecords, RecordList
from parks.views.rooms import room_task
from parks.views.rows import ParkRecordNew, PlaceRecordNew, Record, RecordEdit, RecordRemove
from parks.views.sections import SectionEdit, Tasks
from parks.views.steps import RecordStep
from parks.views.watch import Watched

app_name = "parks"
urlpatterns = [
    path("parks/", ParkList.as_view(), name="list"),
    path("parks/new/", ParkNew.as_view(), name="new"),
    path("parks/units/", UnitList.as_view(), name="units"),
    path("parks/bodies/", BodyList.as_view(), name="bodies"),
    path("parks/bodies/<slug:kind>/<int:pk>/", BodyPage.as_view(), name="body"),
    path("parks/bodies/<slug:kind>/<int:pk>/edit/", BodyEdit.as_view(), name="body_edit"),
    path("parks/derived/", Derived.as_view(), name="derived"),
    path("parks/<int:pk>/", Overview.as_view(), name="park"),
    path("parks/<int:pk>/land/", Land.as_view(), name="land"),
    path("parks/<int:pk>/compliance/", Compliance.as_view(), name="compliance"),
    path("parks/<int:pk>/history/", History.as_view(), name="history"),
    path("parks/<int:pk>/explain/<slug:measure>/", Explain.as_view(), name="explain"),
    path("parks/<int:pk>/edit/", Tasks.as_view(), name="edit"),
    path("parks/<int:pk>/edit/<slug:section>/", SectionEdit.as_view(), name="section"),
    path("parks/<int:pk>/recognition/", Recognition.as_view(), name="recognition"),
    path("parks/<int:pk>/parcels/new/", ParcelNew.as_view(), name="parcel_new"),
    path("parks/<int:park_pk>/parcels/<int:pk>/edit/", ParcelEdit.as_view(), name="parcel_edit"),
    path("parks/<int:park_pk>/parcels/<int:pk>/remove/", ParcelRemove.as_view(), name="parcel_remove"),
    path("parks/<int:pk>/phases/new/", PhaseNew.as_view(), name="phase_new"),
    path("parks/<int:park_pk>/phases/<int:pk>/edit/", PhaseEdit.as_view(), name="phase_edit"),
    path("parks/<int:park_pk>/phases/<int:pk>/remove/", PhaseRemove.as_view(), name="phase_remove"),
    path("parks/watch/", Watched.as_view(), {"kind": "idle-land"}, name="watches"),
    path("parks/watch/<slug:kind>/", Watched.as_view(), name="watch"),
    path("parks/waivers/", Waivers.as_view(), name="waivers"),
    path("parks/cases/", Cases.as_view(), name="cases"),
    path("parks/attachments/<int:pk>/", AttachmentFile.as_view(), name="attachment"),
    path("parks/<int:pk>/buildings/", Buildings.as_view(), name="buildings"),
    path("parks/<int:pk>/buildings/new/", BuildingNew.as_view(), name="building_new"),
    path("parks/<int:park_pk>/buildings/<int:pk>/", BuildingPage.as_view(), name="building"),
    path("parks/<int:park_pk>/rooms/<slug:kind>/<int:pk>/<slug:task>/", room_task, name="room_task"),
    path("parks/records/<slug:kind>/", RecordList.as_view(), name="records"),
    path("parks/records/<slug:kind>/<int:pk>/", Record.as_view(), name="record"),
    path("parks/records/<slug:kind>/<int:pk>/steps/<slug:step>/", RecordStep.as_view(), name="record_step"),
    path("parks/records/<slug:kind>/<int:pk>/edit/", RecordEdit.as_view(), name="record_edit"),
    path("parks/records/<slug:kind>/<int:pk>/remove/", RecordRemove.as_view(), name="record_remove"),
    path("parks/<int:pk>/records/<slug:kind>/", ParkRecords.as_view(), name="park_records"),
    path("parks/<int:pk>/records/<slug:kind>/new/", ParkRecordNew.as_view(), name="park_record_new"),
    path("parks/places/<int:pk>/records/<slug:kind>/", PlaceRecords.as_view(), name="place_records"),
    path("parks/places/<int:pk>/records/<slug:kind>/new/", PlaceRecordNew.as_view(), name="place_record_new"),
]
