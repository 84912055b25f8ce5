"""Addresses of support teams, of the report for outsiders, and of calendars."""

from django.urls import path

from dossier.views import feeds, outsiders, teams

TEAM = "sot/<uuid:key>/"
urlpatterns = [
    path("sot/", teams.TeamListView.as_view(), name="teams"),
    path("kinderen/<uuid:key>/sot/", teams.TeamProposeView.as_view(), name="team_propose"),
    path(TEAM, teams.TeamView.as_view(), name="team"),
    path(f"{TEAM}partner/", teams.TeamPartnerView.as_view(), name="team_partner"),
    path(
        f"{TEAM}partner/<int:pk>/weghalen/", teams.TeamTakeOffView.as_view(), name="team_take_off"
    ),
    path(f"{TEAM}partner/<int:pk>/code/", teams.TeamCodeView.as_view(), name="team_code"),
    path(f"{TEAM}ouders/", teams.TeamAskView.as_view(), name="team_ask"),
    path(f"{TEAM}plannen/", teams.TeamPlanView.as_view(), name="team_plan"),
    path(f"{TEAM}afzeggen/", teams.TeamCancelView.as_view(), name="team_cancel"),
    path(f"{TEAM}aanwezig/", teams.TeamHoldView.as_view(), name="team_hold"),
    path(f"{TEAM}verslag/", teams.TeamReportView.as_view(), name="team_report"),
    path(f"{TEAM}delen/", teams.TeamShareView.as_view(), name="team_share"),
    path(f"{TEAM}afspraak/", teams.TeamActionView.as_view(), name="team_action"),
    path(
        f"{TEAM}afspraak/<uuid:action>/",
        teams.TeamActionDoneView.as_view(),
        name="team_action_done",
    ),
    path(f"{TEAM}nabellen/", teams.TeamCallView.as_view(), name="team_call"),
    path(f"{TEAM}afsluiten/", teams.TeamCloseView.as_view(), name="team_close"),
    path("verslag/<str:token>/", outsiders.OutsiderGateView.as_view(), name="outsider"),
    path(
        "verslag/<str:token>/lezen/", outsiders.OutsiderReportView.as_view(), name="outsider_report"
    ),
    path("agenda/", feeds.FeedView.as_view(), name="calendar"),
    path("agenda/<str:secret>.ics", feeds.FeedFileView.as_view(), name="calendar_file"),
]
