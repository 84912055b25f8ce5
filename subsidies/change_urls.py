"""Addresses of changes of schools, and of letters that end a subsidy."""

from django.urls import path

from subsidies.views import changes, closing

YEAR = "subsidiejaren/<str:code>/<str:label>/"
LETTER = "beschikkingsbrieven/<str:code>/KOPO-<int:year>-<int:number>"
CHANGE = f"{YEAR}wijzigingen/<int:pk>/"

urlpatterns = [
    path(f"{YEAR}wijzigingen/", changes.ChangeListView.as_view(), name="school_changes"),
    path(
        f"{YEAR}wijzigingen.csv", changes.ChangeExportView.as_view(), name="school_changes_export"
    ),
    path(
        f"{YEAR}wijzigingen/melden/",
        changes.ChangeReportView.as_view(),
        name="school_change_report",
    ),
    path(CHANGE, changes.ChangeDetailView.as_view(), name="school_change"),
    path(f"{CHANGE}afwijzen/", changes.ChangeDismissView.as_view(), name="school_change_dismiss"),
    path(f"{YEAR}afrekenen/", closing.SettlementView.as_view(), name="letters_settle"),
    path(f"{LETTER}/intrekken/", closing.LetterWithdrawView.as_view(), name="letter_withdraw"),
]
