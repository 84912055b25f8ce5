"""Addresses of the guardian's pages, and of the code with which a guardian reads."""

from django.urls import path

from children.views import guardian, guardian_reading, read_codes

urlpatterns = [
    path("ouder/<str:token>/", guardian.GuardianGateView.as_view(), name="guardian"),
    path("ouder/<str:token>/keuze/", guardian.GuardianChoiceView.as_view(), name="guardian_choice"),
    path("ouder/<str:token>/nieuw/", guardian.GuardianRenewView.as_view(), name="guardian_renew"),
    path("ouder/<str:token>/code/", guardian_reading.CodeView.as_view(), name="guardian_code"),
    path("ouder/<str:token>/lezen/", guardian_reading.ReadView.as_view(), name="guardian_read"),
    path(
        "ouder/<str:token>/lezen/kopie/",
        guardian_reading.CopyView.as_view(),
        name="guardian_copy",
    ),
    path(
        "ouder/<str:token>/lezen/bestand/<uuid:key>/",
        guardian_reading.FileView.as_view(),
        name="guardian_file",
    ),
    path(
        "kinderen/<uuid:key>/ouders/<int:pk>/leescode/",
        read_codes.ReadCodeView.as_view(),
        name="child_read_code",
    ),
]
