from django.urls import path

from portal.policy_library.views import ClausePage, PolicyIndex, PolicyLibrary

urlpatterns = [
    path("", PolicyLibrary.as_view(), name="policies"),
    path("index/", PolicyIndex.as_view(), name="policy_index"),
    path("<slug:instrument_id>/<slug:clause_id>/", ClausePage.as_view(), name="clause"),
]
