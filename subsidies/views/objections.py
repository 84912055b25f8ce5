"""Pages of an objection: register and correct it, postpone the decision, record it."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import FormView

from config.forms import Text
from partners.roles import Permission
from partners.states import Role
from subsidies import objections, school_changes
from subsidies.letter_forms import (
    CorrectionForm,
    DecisionForm,
    ObjectionForm,
    PostponeForm,
    ReasonForm,
)
from subsidies.models import Objection
from subsidies.states import REVISING, IllegalMoveError
from subsidies.views.letter import LetterMixin, letter_url, way_back


class ObjectionFormView(LetterMixin, FormView):
    """A form about a letter's objection; a refusal stands at the form."""

    template_name = "subsidies/letters_form.html"
    title: Text = ""
    text: Text = ""
    done: Text = ""

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "cancel_url": letter_url(self.letter)}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        shown = {"title": self.title, "text": self.text, "letters": [self.letter]}
        return super().get_context_data(**shown | way_back(self.letter) | kwargs)

    def act(self, values: dict[str, Any]) -> None:
        """Do what the form asks."""
        raise NotImplementedError

    def form_valid(self, form: Any) -> HttpResponse:
        try:
            self.act(form.cleaned_data)
        except IllegalMoveError as error:
            form.add_error(None, str(error))
            return self.form_invalid(form)
        messages.success(self.request, str(self.done))
        return redirect(letter_url(self.letter))


class ObjectionRegisterView(ObjectionFormView):
    permission = Permission.REGISTER_OBJECTION
    form_class = ObjectionForm
    title = gettext_lazy("Bezwaar vastleggen")
    text = gettext_lazy(
        "Leg vast dat er een bezwaarschrift is binnengekomen. De gronden blijven in het dossier "
        "van de gemeente: schrijf die hier niet."
    )
    done = gettext_lazy("Het bezwaar is vastgelegd.")

    def get_form_kwargs(self) -> dict[str, Any]:
        more = {"is_board": self.request.actor.role == Role.BRD, "today": timezone.localdate()}
        return {**super().get_form_kwargs(), **more}

    def act(self, values: dict[str, Any]) -> None:
        today = {"received_on": timezone.localdate()}
        objection = objections.register(
            letter_id=self.letter.pk, by=self.request.actor, at=timezone.now(), **today | values
        )
        if objections.is_late(objection):
            messages.warning(self.request, _("Het bezwaar kwam na de laatste dag binnen."))


class ObjectionCorrectView(ObjectionRegisterView):
    form_class = CorrectionForm
    title = gettext_lazy("Bezwaar corrigeren")
    text = gettext_lazy(
        "Verander wat verkeerd is vastgelegd. Hoort het bezwaar bij een andere brief? Zeg dan dat "
        "het hier ten onrechte staat, en leg het bij die brief vast."
    )
    done = gettext_lazy("Het bezwaar is gecorrigeerd.")

    def get_initial(self) -> dict[str, Any]:
        row = find_objection(self.request, self.letter, self.kwargs["pk"])
        names = ("received_on", "objector", "case_number", "is_by_committee")
        return {name: getattr(row, name) for name in names}

    def act(self, values: dict[str, Any]) -> None:
        row = find_objection(self.request, self.letter, self.kwargs["pk"])
        kept: dict[str, Any] = {
            "received_on": row.received_on,
            "is_by_committee": row.is_by_committee,
        }
        objections.correct(
            objection_id=row.pk, by=self.request.actor, at=timezone.now(), **kept | values
        )


class ObjectionVoidView(ObjectionFormView):
    permission = Permission.REGISTER_OBJECTION
    form_class = ReasonForm
    title = gettext_lazy("Bezwaar staat hier ten onrechte")
    text = gettext_lazy(
        "Het bezwaar telt dan niet meer mee en blijft met de reden zichtbaar. Trekt de indiener "
        "het in? Leg dat dan vast als beslissing."
    )
    done = gettext_lazy("Het bezwaar telt niet meer mee.")

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "submit": _("Telt niet mee")}

    def act(self, values: dict[str, Any]) -> None:
        row = find_objection(self.request, self.letter, self.kwargs["pk"])
        given = {"by": self.request.actor, "at": timezone.now(), **values}
        objections.make_void(objection_id=row.pk, **given)


def find_objection(request: Any, letter: Any, pk: int) -> Objection:
    """Return an objection to this letter that the actor may see."""
    seen = Objection.objects.visible_to(request.actor)
    return get_object_or_404(seen, letter=letter, pk=pk)


class ObjectionDecideView(ObjectionFormView):
    permission = Permission.DECIDE_OBJECTION
    form_class = DecisionForm
    title = gettext_lazy("Beslissing op bezwaar vastleggen")
    text = gettext_lazy(
        "Wie de brief ondertekende, beslist niet over het bezwaar en legt de beslissing niet vast."
    )
    done = gettext_lazy("De beslissing is vastgelegd.")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(by_hand=school_changes.why_by_hand(self.letter), **kwargs)

    def get_form_kwargs(self) -> dict[str, Any]:
        schools = school_changes.schools_to_revise(self.letter)
        if school_changes.why_by_hand(self.letter):
            schools = []
        more = {"today": timezone.localdate(), "schools": schools}
        return {**super().get_form_kwargs(), **more}

    def act(self, values: dict[str, Any]) -> None:
        objection = find_objection(self.request, self.letter, self.kwargs["pk"])
        decided = objections.decide(
            objection_id=objection.pk, by=self.request.actor, at=timezone.now(), **values
        )
        if decided.changes.exists():
            text = _(
                "Bij Wijzigingen staat een voorstel: daar besluit de gemeente over het bedrag."
            )
            messages.info(self.request, text)
        if decided.outcome in REVISING:
            self.tell_what_is_left(decided, values.get("school_ids", []))

    def tell_what_is_left(self, objection: Objection, school_ids: list[int]) -> None:
        """Say what is to be done by hand, and for which schools a proposal waited already."""
        if by_hand := school_changes.why_by_hand(self.letter):
            messages.warning(self.request, by_hand)
            return
        proposed = set(objection.changes.values_list("school", flat=True))
        schools = school_changes.schools_to_revise(self.letter)
        left = [s.name for s in schools if s.pk in set(school_ids) - proposed]
        if left:
            text = _("Al eerder voorgesteld na een ander bezwaar, en niet opnieuw: %s.")
            messages.warning(self.request, text % ", ".join(left))


class ObjectionPostponeView(ObjectionFormView):
    permission = Permission.DECIDE_OBJECTION
    form_class = PostponeForm
    title = gettext_lazy("Beslissing op bezwaar verdagen")
    text = gettext_lazy(
        "De beslissing mag één keer zes weken later. Het bestuur moet dat schriftelijk horen."
    )
    done = gettext_lazy("De beslissing is zes weken verdaagd.")

    def act(self, values: dict[str, Any]) -> None:
        objection = find_objection(self.request, self.letter, self.kwargs["pk"])
        objections.postpone(objection_id=objection.pk, by=self.request.actor, at=timezone.now())
