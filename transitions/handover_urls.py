"""Addresses of handovers."""

from django.urls import path

from transitions.views import (
    arrivals,
    boards,
    guardian_codes,
    guardian_handover,
    handover_lists,
    handovers,
    parents_codes,
    settings,
)

OF_CHILD = "kinderen/<uuid:key>/overdracht/"
ARRIVAL = f"{OF_CHILD}aankomst/"

urlpatterns = [
    path(
        "ouder/<str:token>/lezen/overdracht/",
        guardian_handover.GuardianHandoverView.as_view(),
        name="guardian_handover",
    ),
    path(
        "ouder/<str:token>/lezen/overdracht/zelf/",
        guardian_codes.GuardianCodesView.as_view(),
        name="guardian_codes",
    ),
    path("ouder-code/", parents_codes.CarriedGateView.as_view(), name="parents_code"),
    path("ouder-code/lezen/", parents_codes.CarriedReadView.as_view(), name="parents_code_read"),
    path(
        "instellingen/<str:code>/overdracht/",
        settings.HandoverSettingView.as_view(),
        name="handover_settings",
    ),
    path("overdrachten/", handover_lists.ChildrenListView.as_view(), name="handovers"),
    path("instroombord/", boards.BoardView.as_view(), name="board"),
    path("overdrachten/gedeeld/", handover_lists.SharedListView.as_view(), name="handovers_shared"),
    path(OF_CHILD, handovers.FillView.as_view(), name="handover"),
    path(f"{OF_CHILD}veld/", handovers.FieldSaveView.as_view(), name="handover_field"),
    path(f"{OF_CHILD}meelezen/", handovers.OfferView.as_view(), name="handover_offer"),
    path(f"{OF_CHILD}besproken/", handovers.TalkView.as_view(), name="handover_talk"),
    path(
        f"{OF_CHILD}via-ouders/",
        handovers.ParentsRouteView.as_view(verb="note"),
        name="handover_given",
    ),
    path(
        f"{OF_CHILD}niet-via-ouders/",
        handovers.ParentsRouteView.as_view(verb="take_back"),
        name="handover_not_given",
    ),
    path(f"{OF_CHILD}delen/", handovers.ShareView.as_view(), name="handover_share"),
    path(f"{OF_CHILD}versie-<int:number>.pdf", handovers.SheetView.as_view(), name="handover_pdf"),
    path(ARRIVAL, arrivals.ArrivalView.as_view(), name="arrival"),
    path(
        f"{ARRIVAL}afsluiten/",
        arrivals.ArrivalCloseView.as_view(verb="close"),
        name="arrival_close",
    ),
    path(
        f"{ARRIVAL}heropenen/",
        arrivals.ArrivalCloseView.as_view(verb="reopen"),
        name="arrival_reopen",
    ),
    path(f"{OF_CHILD}lezen/", handovers.ReadView.as_view(), name="handover_read"),
]
