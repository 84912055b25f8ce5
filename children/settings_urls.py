"""Addresses of what a municipality sets about children: the consent texts."""

from django.urls import path

from children.views import consent_texts

TEXTS = "instellingen/<str:code>/toestemmingsteksten/"

urlpatterns = [
    path(TEXTS, consent_texts.ConsentTextListView.as_view(), name="consent_texts"),
    path(f"{TEXTS}<str:language>/", consent_texts.ConsentTextView.as_view(), name="consent_text"),
]
