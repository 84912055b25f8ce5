"""Addresses of the hours book, and of the kinds of activities that a municipality sets."""

from django.urls import path

from subsidies.views import activity_kinds, hour_schools, hours

HOURS = "uren/"
WEEK = f"{HOURS}<int:year>-<int:number>/"
KINDS = "instellingen/<str:code>/activiteiten/"

urlpatterns = [
    path(HOURS, hours.WeekView.as_view(), name="hours"),
    path(WEEK, hours.WeekView.as_view(), name="hours_week"),
    path(f"{WEEK}ongedaan-maken/", hours.UndoView.as_view(), name="hours_undo"),
    path(
        f"{HOURS}bestand/<str:label>.<str:kind>",
        hours.OwnHoursFileView.as_view(),
        name="own_hours_file",
    ),
    path(f"{HOURS}scholen/", hour_schools.SchoolHoursListView.as_view(), name="hours_schools"),
    path(f"{HOURS}scholen/<str:key>/", hour_schools.SchoolHoursView.as_view(), name="hours_school"),
    path(KINDS, activity_kinds.ActivityKindListView.as_view(), name="activity_kinds"),
    path(
        f"{KINDS}<str:kind>/wijzigen/",
        activity_kinds.ActivityKindView.as_view(),
        name="activity_kind",
    ),
]
