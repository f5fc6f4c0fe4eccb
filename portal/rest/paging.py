from functools import cached_property

from django.core.paginator import Paginator
from rest_framework.pagination import PageNumberPagination

from portal.totals import total


class KeptTotals(Paginator):
    @cached_property
    def count(self) -> int:
        return total(self.object_list)


class Paging(PageNumberPagination):
    django_paginator_class = KeptTotals
    page_size = 50
    page_size_query_param = "page_size"
    max_page_size = 200
