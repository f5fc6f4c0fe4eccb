from django.urls import path

from enterprises.views import figures, firms, ladder, reporting, rooms

app_name = "enterprises"
urlpatterns = [
    path("enterprises/", firms.EnterpriseList.as_view(), name="list"),
    path("enterprises/figures/", figures.FigureList.as_view(), name="figures"),
    path("enterprises/figures/<int:pk>/", figures.FigurePage.as_view(), name="figure"),
    path("enterprises/figures/<int:pk>/edit/", figures.FigureEdit.as_view(), name="figure_edit"),
    path("enterprises/growth/", ladder.GrowthList.as_view(), name="growth_events"),
    path("enterprises/growth/crossings/", ladder.CrossingList.as_view(), name="crossings"),
    path("enterprises/in-park/<int:pk>/", firms.ParkFirms.as_view(), name="in_park"),
    path("enterprises/reporting/", reporting.Calendar.as_view(), name="reporting"),
    path("enterprises/differences/", reporting.Differences.as_view(), name="differences"),
    path("enterprises/filings/<int:pk>/<int:firm>/", reporting.FilingEntry.as_view(), name="filing_entry"),
    path("enterprises/rooms/", rooms.RoomList.as_view(), name="rooms"),
    path("enterprises/rooms/<int:pk>/end/", rooms.OccupancyEnd.as_view(), name="occupancy_end"),
    path("enterprises/rooms/<int:pk>/edit/", rooms.OccupancyEdit.as_view(), name="occupancy_edit"),
    path("enterprises/<int:pk>/", firms.FirmPage.as_view(), name="enterprise"),
    path("enterprises/<int:pk>/edit/", firms.FirmEdit.as_view(), name="edit"),
    path("enterprises/<int:pk>/figures/", firms.FirmFigures.as_view(), name="figures_of"),
    path("enterprises/<int:pk>/figures/new/", figures.FigureNew.as_view(), name="figure_new"),
    path("enterprises/<int:pk>/growth/", firms.FirmGrowth.as_view(), name="growth"),
    path("enterprises/<int:pk>/growth/new/", firms.GrowthNew.as_view(), name="growth_new"),
    path("enterprises/<int:pk>/history/", firms.FirmHistory.as_view(), name="history"),
]
