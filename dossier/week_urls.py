"""Addresses of one's own week, and of one child by date."""

from django.urls import path

from dossier.views import following, timeline, week

urlpatterns = [
    path("mijn-week/", week.WeekView.as_view(), name="my_week"),
    path("kinderen/volgen/", following.FollowingView.as_view(), name="following"),
    path("kinderen/<uuid:key>/dossier/", timeline.TimelineView.as_view(), name="timeline"),
]
