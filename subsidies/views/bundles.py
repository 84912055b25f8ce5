"""Letters to take away: a ZIP, a file for the printer, the bundle for the archive."""

from collections.abc import Iterator
from datetime import date
from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.http import FileResponse, Http404, HttpRequest, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.dateparse import parse_date
from django.views.generic import View

from partners.access import ActorRequiredMixin
from partners.modules import ModuleRequiredMixin
from partners.roles import Permission
from partners.states import Role
from subsidies import letter_archive
from subsidies.letter_bundles import NothingToTakeError, choose, note_taken, print_job, zip_of
from subsidies.models import DecisionLetter
from subsidies.views.desk import chosen_ids
from subsidies.views.letters import require_letters
from subsidies.views.years import YearMixin, year_url

PICKED, SENDING_ON = "brief", "verzenddatum"


def picked(request: Any, letters: QuerySet[DecisionLetter]) -> QuerySet[DecisionLetter]:
    """Return the letters that the request names by their keys; all of them when it names none."""
    given = request.POST if request.method == "POST" else request.GET
    if asked := given.getlist(PICKED):
        letters = letters.filter(pk__in=chosen_ids(asked)[:5000])
    return letters


def parsed_day(text: str) -> date | None:
    """Return an ISO date, or None for anything else."""
    try:
        return parse_date(text)
    except ValueError:
        return None


def zip_response(pieces: Iterator[bytes]) -> StreamingHttpResponse:
    """Send a ZIP while it is made."""
    return StreamingHttpResponse(pieces, content_type="application/zip")


def as_download(response: HttpResponseBase, name: str) -> HttpResponseBase:
    """Let a browser save a response under a name, and keep it nowhere else."""
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    response["Cache-Control"] = "private, no-store"
    response["X-Content-Type-Options"] = "nosniff"
    return response


class BundleView(YearMixin, View):
    """A download of a year's letters; when there is nothing to take, back with a sentence."""

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponseBase:
        try:
            return self.download(picked(request, self.letters()))
        except NothingToTakeError as error:
            messages.error(request, str(error))
            return redirect(f"{year_url(self.year)}#brieven")

    post = get  # a selection can be longer than an address

    def letters(self) -> QuerySet[DecisionLetter]:
        return DecisionLetter.objects.visible_to(self.request.actor).filter(year=self.year)

    def name(self, what: str) -> str:
        return f"{self.year.municipality.key}-{self.year.label}-{what}"

    def note(self, action: str, count: int) -> None:
        note_taken(action, count, year=self.year, by=self.request.actor, at=timezone.now())

    def download(self, letters: QuerySet[DecisionLetter]) -> HttpResponseBase:
        raise NotImplementedError


class LettersZipView(BundleView):
    """All PDFs of the year, for a board its own that were sent."""

    def download(self, letters: QuerySet[DecisionLetter]) -> HttpResponseBase:
        require_letters(self.request.actor)
        bundle = choose(letters, by=self.request.actor)
        self.note("letters.zipped", len(bundle.names))
        return as_download(zip_response(zip_of(bundle)), self.name("brieven.zip"))


class LettersPrintView(BundleView):
    """The letters for the post in one PDF; `verzenddatum` takes those of one day."""

    permission = Permission.VIEW_LETTERS

    def download(self, letters: QuerySet[DecisionLetter]) -> HttpResponseBase:
        job = print_job(self.of_day(letters), self.year, by=self.request.actor)
        self.note("letters.printed", job.letters)
        response = FileResponse(job.file, content_type="application/pdf")
        return as_download(response, self.name("brieven-voor-de-post.pdf"))

    def of_day(self, letters: QuerySet[DecisionLetter]) -> QuerySet[DecisionLetter]:
        day = parsed_day(self.request.GET.get(SENDING_ON, ""))
        return letters.filter(sending_on=day) if day else letters


class LettersArchiveView(BundleView):
    permission = Permission.VIEW_LETTERS

    def download(self, letters: QuerySet[DecisionLetter]) -> HttpResponseBase:
        archive = letter_archive.archive_of(self.year, by=self.request.actor)
        self.note("letters.archived", len(archive.files))
        response = zip_response(letter_archive.archive_zip(archive))
        return as_download(response, self.name("archief.zip"))


class MyLettersZipView(ModuleRequiredMixin, ActorRequiredMixin, View):
    """All letters that a board was sent, by every municipality, or those it picks."""

    def get(self, request: HttpRequest) -> HttpResponseBase:
        actor = self.request.actor
        if actor.role != Role.BRD:
            raise Http404
        letters = picked(request, DecisionLetter.objects.visible_to(actor))
        try:
            bundle = choose(letters, by=actor)
        except NothingToTakeError as error:
            messages.error(request, str(error))
            return redirect("letters")
        note_taken("letters.zipped", len(bundle.names), by=actor, at=timezone.now())
        return as_download(zip_response(zip_of(bundle)), "beschikkingen.zip")

    post = get
