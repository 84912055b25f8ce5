"""Addresses of letters to take away together."""

from django.urls import path

from subsidies.views import bundles

YEAR = "subsidiejaren/<str:code>/<str:label>/"

urlpatterns = [
    path(f"{YEAR}brieven.zip", bundles.LettersZipView.as_view(), name="letters_zip"),
    path(f"{YEAR}brieven-printen.pdf", bundles.LettersPrintView.as_view(), name="letters_print"),
    path(f"{YEAR}archief.zip", bundles.LettersArchiveView.as_view(), name="letters_archive"),
    path("beschikkingsbrieven/mijn.zip", bundles.MyLettersZipView.as_view(), name="my_letters_zip"),
]
