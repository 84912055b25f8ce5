"""The address of the figures of the handover."""

from django.urls import path

from transitions.views import figures

urlpatterns = [path("overdracht-in-cijfers/", figures.FiguresView.as_view(), name="figures")]
