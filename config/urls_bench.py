"""The portal's addresses and, for comparison in benchmarks, Django's admin."""

from django.contrib import admin
from django.urls import path

from config.urls import urlpatterns as portal

urlpatterns = [path("admin/", admin.site.urls), *portal]
