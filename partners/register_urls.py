"""Addresses of the registers."""

from django.urls import path

from partners.views import log, registers

urlpatterns = [
    path("scholen/", registers.SchoolListView.as_view(), name="schools"),
    path("onderwijsorganisaties/", registers.BoardListView.as_view(), name="boards"),
    path("logboek/", log.LogView.as_view(), name="log"),
]
