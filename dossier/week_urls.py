"""Addresses of what an actor follows: one child by date."""

from django.urls import path

from dossier.views import timeline

urlpatterns = [
    path("kinderen/<uuid:key>/dossier/", timeline.TimelineView.as_view(), name="timeline"),
]
