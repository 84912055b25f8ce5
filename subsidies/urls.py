"""Addresses of subsidy years and letters."""

from django.urls import path

from subsidies.views import exports, keys, letters, moves, variants, years

YEAR = "subsidiejaren/<str:code>/<str:label>/"
LETTER = "beschikkingsbrieven/<str:code>/KOPO-<int:year>-<int:number>"

urlpatterns = [
    path("subsidiejaren/", years.YearListView.as_view(), name="subsidy_years"),
    path(
        "subsidiejaren/<str:code>/nieuw/",
        keys.YearBeginView.as_view(),
        name="subsidy_year_create",
    ),
    path(
        "subsidiejaren/<str:code>/nieuw/leeg/",
        keys.YearEditView.as_view(),
        name="subsidy_year_empty",
    ),
    path(YEAR, years.YearDetailView.as_view(), name="subsidy_year"),
    path(f"{YEAR}wijzigen/", keys.YearEditView.as_view(), name="subsidy_year_edit"),
    path(f"{YEAR}varianten/", variants.YearVariantsView.as_view(), name="subsidy_year_variants"),
    path(f"{YEAR}voorleggen/", moves.YearAlignView.as_view(), name="subsidy_year_align"),
    path(f"{YEAR}terugnemen/", moves.YearWithdrawView.as_view(), name="subsidy_year_withdraw"),
    path(f"{YEAR}reacties/", moves.YearCommentView.as_view(), name="subsidy_year_comment"),
    path(f"{YEAR}vaststellen/", moves.YearEstablishView.as_view(), name="subsidy_year_establish"),
    path(f"{YEAR}weghalen/", moves.YearRemoveView.as_view(), name="subsidy_year_remove"),
    path(f"{YEAR}afsluiten/", moves.YearCloseView.as_view(), name="subsidy_year_close"),
    path(f"{YEAR}scholen/<str:school>/", years.YearTraceView.as_view(), name="subsidy_year_trace"),
    path(
        f"{YEAR}downloads/<str:file>", exports.YearExportView.as_view(), name="subsidy_year_export"
    ),
    path(f"{YEAR}brieven-maken/", letters.LetterDraftView.as_view(), name="letters_draft"),
    path("beschikkingsbrieven/", letters.LetterListView.as_view(), name="letters"),
    path(f"{LETTER}.pdf", letters.LetterPdfView.as_view(), name="letter_pdf"),
    path(f"{LETTER}/opnieuw/", letters.LetterRetryView.as_view(), name="letter_retry"),
]
