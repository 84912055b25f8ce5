"""Addresses of the intake list of a school, and of what schools ask childcare."""

from django.urls import path

from transitions.views import information, registrations

LIST, LINE = "intakelijst/", "intakelijst/<uuid:key>/"
ASKED = "vragen-van-scholen/"
urlpatterns = [
    path(LIST, registrations.RegistrationListView.as_view(), name="registrations"),
    path(f"{LIST}toevoegen/", registrations.RegistrationAddView.as_view(), name="registration_add"),
    path(
        f"{LIST}plakken/",
        registrations.RegistrationPasteView.as_view(),
        name="registration_paste",
    ),
    path(LINE, registrations.RegistrationView.as_view(), name="registration"),
    path(f"{LINE}vragen/", registrations.InformationAskView.as_view(), name="information_ask"),
    path(
        f"{LINE}van-de-lijst/",
        registrations.RegistrationEndView.as_view(),
        name="registration_end",
    ),
    path(
        f"{LINE}terug/",
        registrations.RegistrationReturnView.as_view(),
        name="registration_return",
    ),
    path(ASKED, information.InformationListView.as_view(), name="information_requests"),
    path(f"{ASKED}<uuid:key>/", information.InformationView.as_view(), name="information_request"),
]
