from django.urls import path

from parks.views.derived import Derived
from parks.views.lists import ParkList
from parks.views.parks import ParkNew, Recognition
from parks.views.parts import ParcelEdit, ParcelNew, ParcelRemove, PhaseEdit, PhaseNew, PhaseRemove
from parks.views.record import Explain, History, Land, Overview
from parks.views.sections import SectionEdit, Tasks

app_name = "parks"
urlpatterns = [
    path("parks/", ParkList.as_view(), name="list"),
    path("parks/new/", ParkNew.as_view(), name="new"),
    path("parks/derived/", Derived.as_view(), name="derived"),
    path("parks/<int:pk>/", Overview.as_view(), name="park"),
    path("parks/<int:pk>/land/", Land.as_view(), name="land"),
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
]
