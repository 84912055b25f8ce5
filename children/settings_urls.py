"""Addresses of what a municipality sets about children: arrangements and consent texts."""

from django.urls import path

from children.views import arrangements, consent_texts

ARRANGEMENTS = "instellingen/<str:code>/arrangementen/"
TEXTS = "instellingen/<str:code>/toestemmingsteksten/"

urlpatterns = [
    path(ARRANGEMENTS, arrangements.ArrangementListView.as_view(), name="arrangements"),
    path(
        f"{ARRANGEMENTS}toevoegen/",
        arrangements.ArrangementAddView.as_view(),
        name="arrangement_add",
    ),
    path(
        f"{ARRANGEMENTS}<int:pk>/wijzigen/",
        arrangements.ArrangementChangeView.as_view(),
        name="arrangement_change",
    ),
    path(
        f"{ARRANGEMENTS}<int:pk>/weghalen/",
        arrangements.ArrangementRemoveView.as_view(),
        name="arrangement_remove",
    ),
    path(TEXTS, consent_texts.ConsentTextListView.as_view(), name="consent_texts"),
    path(f"{TEXTS}<str:language>/", consent_texts.ConsentTextView.as_view(), name="consent_text"),
]
