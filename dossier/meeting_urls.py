"""Addresses of meetings and action points."""

from django.urls import path

from dossier.views import action_points, meeting_closing, meetings

urlpatterns = [
    path("overleggen/", meetings.MeetingListView.as_view(), name="meetings"),
    path("overleggen/plannen/", meetings.MeetingPlanView.as_view(), name="meeting_plan"),
    path("overleggen/gehouden/", meetings.HeldMeetingListView.as_view(), name="meetings_held"),
    path("overleggen/<uuid:key>/", meetings.MeetingView.as_view(), name="meeting"),
    path(
        "overleggen/<uuid:key>/agenda/",
        meetings.MeetingAgendaView.as_view(),
        name="meeting_agenda",
    ),
    path(
        "overleggen/<uuid:key>/afronden/",
        meeting_closing.MeetingCloseView.as_view(),
        name="meeting_close",
    ),
    path(
        "overleggen/<uuid:key>/verzetten/", meetings.MeetingMoveView.as_view(), name="meeting_move"
    ),
    path(
        "overleggen/<uuid:key>/afzeggen/",
        meetings.MeetingCancelView.as_view(),
        name="meeting_cancel",
    ),
    path("acties/", action_points.ActionListView.as_view(), name="action_points"),
    path("acties/<uuid:key>/gedaan/", action_points.ActionDoneView.as_view(), name="action_done"),
    path("acties/<uuid:key>/open/", action_points.ActionReopenView.as_view(), name="action_reopen"),
]
