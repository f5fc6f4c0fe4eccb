"""What hangs on a park or on a place: rows of many kinds, each kept, changed and shown in the one same way."""

from django.db import models

from accounts.models import Place
from parks.models.park import Park
from portal.models import Versioned
from portal.scope import Scope, ScopedManager


class ParkRecord(Versioned):
    """A row that belongs to one park; who sees the park sees it."""

    park = models.ForeignKey(Park, models.PROTECT, verbose_name="园区", related_name="%(class)ss")

    scope = Scope(place="park__place", view="park.view")
    objects = ScopedManager()

    class Meta:
        abstract = True


class PlaceRecord(Versioned):
    """A row that belongs to a county or city itself."""

    place = models.ForeignKey(Place, models.PROTECT, verbose_name="地域", related_name="%(class)ss")

    scope = Scope(place="place", view="park.view")
    objects = ScopedManager()

    class Meta:
        abstract = True
