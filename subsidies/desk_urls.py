"""Addresses of the desk of a year's letters, of one letter and of its objections."""

from django.urls import path

from subsidies.views import desk, letter, objections

YEAR = "subsidiejaren/<str:code>/<str:label>/"
LETTER = "beschikkingsbrieven/<str:code>/KOPO-<int:year>-<int:number>"
OBJECTION = f"{LETTER}/bezwaar/<int:pk>/"

urlpatterns = [
    path(f"{YEAR}brieven/", desk.LetterDeskView.as_view(), name="year_letters"),
    path(f"{YEAR}brieven/verzenddatum/", desk.LettersPlanView.as_view(), name="letters_plan"),
    path(f"{YEAR}brieven/heropenen/", desk.LettersReopenView.as_view(), name="letters_reopen"),
    path(f"{YEAR}brieven/vervallen/", desk.LettersCancelView.as_view(), name="letters_cancel"),
    path(f"{LETTER}/", letter.LetterDetailView.as_view(), name="letter"),
    path(f"{LETTER}/aanvraag/", letter.LetterApplicationView.as_view(), name="letter_application"),
    path(
        f"{LETTER}/bezwaar/", objections.ObjectionRegisterView.as_view(), name="objection_register"
    ),
    path(
        f"{OBJECTION}beslissing/",
        objections.ObjectionDecideView.as_view(),
        name="objection_decide",
    ),
    path(
        f"{OBJECTION}corrigeren/",
        objections.ObjectionCorrectView.as_view(),
        name="objection_correct",
    ),
    path(
        f"{OBJECTION}ten-onrechte/", objections.ObjectionVoidView.as_view(), name="objection_void"
    ),
    path(
        f"{OBJECTION}verdagen/",
        objections.ObjectionPostponeView.as_view(),
        name="objection_postpone",
    ),
]
