"""Addresses of subsidy years and letters."""

from django.urls import path

from subsidies.views import letters, years

YEAR = "subsidiejaren/<str:code>/<str:label>/"
LETTER = "beschikkingsbrieven/<str:code>/KOPO-<int:year>-<int:number>"

urlpatterns = [
    path("subsidiejaren/", years.YearListView.as_view(), name="subsidy_years"),
    path(
        "subsidiejaren/<str:code>/nieuw/",
        years.YearFormView.as_view(),
        name="subsidy_year_create",
    ),
    path(YEAR, years.YearDetailView.as_view(), name="subsidy_year"),
    path(f"{YEAR}wijzigen/", years.YearFormView.as_view(), name="subsidy_year_edit"),
    path(f"{YEAR}vaststellen/", years.YearEstablishView.as_view(), name="subsidy_year_establish"),
    path(f"{YEAR}brieven-maken/", letters.LetterDraftView.as_view(), name="letters_draft"),
    path("beschikkingsbrieven/", letters.LetterListView.as_view(), name="letters"),
    path(f"{LETTER}.pdf", letters.LetterPdfView.as_view(), name="letter_pdf"),
    path(f"{LETTER}/opnieuw/", letters.LetterRetryView.as_view(), name="letter_retry"),
]
