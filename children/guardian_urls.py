"""Addresses of the guardian's page."""

from django.urls import path

from children.views import guardian

urlpatterns = [
    path("ouder/<str:token>/", guardian.GuardianGateView.as_view(), name="guardian"),
    path("ouder/<str:token>/keuze/", guardian.GuardianChoiceView.as_view(), name="guardian_choice"),
]
