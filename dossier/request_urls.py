"""Addresses of signals, talks and requests."""

from django.urls import path

from dossier.models import ParentTalk
from dossier.views import (
    asked_teams,
    guardian_requests,
    others,
    request_lists,
    request_steps,
    requests,
)

CHILD = "kinderen/<uuid:key>/verzoeken/"
TEAMS = "instellingen/<str:code>/teams/"
ONE = "kinderen/<uuid:child>/verzoeken/<uuid:key>/"
PARENT = "ouder/<str:token>/lezen/verzoeken/"
OTHERS = f"{ONE}anderen/"

urlpatterns = [
    path(PARENT, guardian_requests.GuardianRequestsView.as_view(), name="guardian_requests"),
    path(
        f"{PARENT}bestand/<uuid:key>/",
        guardian_requests.GuardianRequestFileView.as_view(),
        name="guardian_request_file",
    ),
    path(TEAMS, asked_teams.AskedTeamListView.as_view(), name="asked_teams"),
    path(f"{TEAMS}<int:pk>/", asked_teams.AskedTeamSwitchView.as_view(), name="asked_team_switch"),
    path("verzoeken/", request_lists.RequestListView.as_view(), name="requests"),
    path(CHILD, request_lists.ChildRequestsView.as_view(), name="child_requests"),
    path(f"{CHILD}nieuw/", requests.RequestAskView.as_view(), name="request_ask"),
    path(f"{CHILD}signaal/", request_lists.SignalNoteView.as_view(), name="signal_note"),
    path(
        f"{CHILD}signaal/<int:number>/weghalen/",
        request_lists.NoteRemoveView.as_view(),
        name="signal_remove",
    ),
    path(
        f"{CHILD}gesprek/<int:number>/weghalen/",
        request_lists.NoteRemoveView.as_view(kind=ParentTalk),
        name="talk_remove",
    ),
    path(f"{CHILD}gesprek/", request_lists.TalkNoteView.as_view(), name="talk_note"),
    path(ONE, requests.RequestView.as_view(), name="request"),
    path(f"{ONE}handtekening/", request_steps.SignatureView.as_view(), name="request_sign"),
    path(OTHERS, others.OtherNoteView.as_view(), name="other_note"),
    path(f"{OTHERS}<uuid:other>/", others.OtherChangeView.as_view(), name="other_change"),
    path(f"{OTHERS}<uuid:other>/weghalen/", others.OtherRemoveView.as_view(), name="other_remove"),
    path(f"{ONE}<slug:step>/", request_steps.RequestStepView.as_view(), name="request_step"),
]
