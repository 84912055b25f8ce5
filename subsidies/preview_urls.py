"""Addresses of the concept letter before anything is established."""

from django.urls import path

from subsidies.views import preview

YEAR = "subsidiejaren/<str:code>/<str:label>/"

urlpatterns = [
    path(f"{YEAR}voorbeeldbrief/", preview.LetterPreviewView.as_view(), name="letter_preview"),
    path(
        f"{YEAR}voorbeeldbrief.pdf",
        preview.LetterPreviewPdfView.as_view(),
        name="letter_preview_pdf",
    ),
]
