"""Addresses of handovers."""

from django.urls import path

from transitions.views import handover_lists, handovers

OF_CHILD = "kinderen/<uuid:key>/overdracht/"

urlpatterns = [
    path("overdrachten/", handover_lists.ChildrenListView.as_view(), name="handovers"),
    path("overdrachten/gedeeld/", handover_lists.SharedListView.as_view(), name="handovers_shared"),
    path(OF_CHILD, handovers.FillView.as_view(), name="handover"),
    path(f"{OF_CHILD}veld/", handovers.FieldSaveView.as_view(), name="handover_field"),
    path(f"{OF_CHILD}besproken/", handovers.TalkView.as_view(), name="handover_talk"),
    path(f"{OF_CHILD}delen/", handovers.ShareView.as_view(), name="handover_share"),
    path(f"{OF_CHILD}versie-<int:number>.pdf", handovers.SheetView.as_view(), name="handover_pdf"),
    path(f"{OF_CHILD}lezen/", handovers.ReadView.as_view(), name="handover_read"),
]
