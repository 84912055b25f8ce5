"""Forms about the support of one child: add, change, end, discuss, take back."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views import View
from django.views.generic import FormView, TemplateView

from children import reading
from children.models import Child
from children.reach import Thing
from dossier import (
    arrangement_places,
    doubts,
    indications,
    scores,
    support,
    support_leads,
    support_needs,
    support_plans,
    support_undo,
    waiting_places,
)
from dossier.forms import support as adding
from dossier.forms import support_ends as ending
from dossier.forms.drafts import autosave
from dossier.forms.support import FactForm
from dossier.support_page import KINDS, ONE
from dossier.support_states import SupportPart
from dossier.support_undo import LEAD
from dossier.views.parts import DossierMixin
from partners.access import Actor
from partners.refusals import RefusedError
from partners.roles import Permission

Text = str | Promise
Save = Callable[..., Any]


@dataclass(frozen=True)
class Act:
    """One form: its heading, what it saves, and what the page says then."""

    form: type[FactForm]
    heading: Text
    save: Save
    said: Text
    draft: str = ""  # of `support.TYPED`, where something long is typed


def _name_lead(form: Any, **who: Any) -> Any:
    data = form.cleaned_data
    if form.is_outsider():
        named = {name: data[name] for name in ("name", "organisation", "since")}
        return support_leads.name_outsider(**named, **who)
    member = int(data["member"])
    return support_leads.name_one_of_us(membership_id=member, since=data["since"], **who)


ADDS: dict[str, Act] = {
    SupportPart.NEEDS: Act(
        adding.NeedForm,
        gettext_lazy("Behoefte noteren"),
        lambda form, **who: support_needs.add(values=form.values(), **who),
        gettext_lazy("De behoefte is genoteerd."),
        "new_need",
    ),
    SupportPart.PLANS: Act(
        adding.PlanForm,
        gettext_lazy("Plan maken"),
        lambda form, **who: support_plans.make(values=form.values(), **who),
        gettext_lazy("Het plan is gemaakt."),
        "new_plan",
    ),
    SupportPart.INDICATIONS: Act(
        adding.IndicationForm,
        gettext_lazy("Indicatie noteren"),
        lambda form, **who: indications.ask(**form.cleaned_data, **who),
        gettext_lazy("De indicatie is genoteerd."),
    ),
    SupportPart.WAITING: Act(
        adding.WaitingForm,
        gettext_lazy("Wachten noteren"),
        lambda form, **who: waiting_places.wait(**form.cleaned_data, **who),
        gettext_lazy("Genoteerd waar het kind op wacht."),
    ),
    SupportPart.DOUBT: Act(
        adding.DoubtForm,
        gettext_lazy("Twijfel over regulier onderwijs noteren"),
        lambda form, **who: doubts.raise_(**form.cleaned_data, **who),
        gettext_lazy("De twijfel is genoteerd."),
    ),
    SupportPart.PLACES: Act(
        adding.PlaceForm,
        gettext_lazy("Plek in een arrangement noteren"),
        lambda form, **who: arrangement_places.place(
            arrangement_id=int(form.cleaned_data["arrangement"]),
            from_day=form.cleaned_data["from_day"],
            **who,
        ),
        gettext_lazy("De plek is genoteerd."),
    ),
    SupportPart.SCORES: Act(
        adding.ScoreForm,
        gettext_lazy("Fasen noteren"),
        lambda form, **who: scores.note(
            seen_on=form.cleaned_data["seen_on"], phases=form.phases(), **who
        ),
        gettext_lazy("De fasen zijn genoteerd."),
    ),
    LEAD: Act(
        adding.LeadForm,
        gettext_lazy("Regiehouder kiezen"),
        _name_lead,
        gettext_lazy("De regiehouder is genoteerd."),
    ),
}
CHANGES: dict[str, Act] = {
    SupportPart.NEEDS: Act(
        adding.NeedForm,
        gettext_lazy("Behoefte wijzigen"),
        lambda form, **who: support_needs.change(values=form.values(), **who),
        gettext_lazy("De behoefte is gewijzigd."),
        "need",
    ),
    SupportPart.PLANS: Act(
        adding.PlanForm,
        gettext_lazy("Plan wijzigen"),
        lambda form, **who: support_plans.change(values=form.values(), **who),
        gettext_lazy("Het plan is gewijzigd."),
        "plan",
    ),
    SupportPart.DOUBT: Act(
        adding.DoubtForm,
        gettext_lazy("Wie denkt mee?"),
        lambda form, **who: doubts.consult(**form.cleaned_data, **who),
        gettext_lazy("Bewaard wie meedenkt."),
    ),
}
ENDS: dict[str, Act] = {
    SupportPart.NEEDS: Act(
        ending.EndForm,
        gettext_lazy("Behoefte afsluiten"),
        lambda form, **who: support_needs.end(**form.cleaned_data, **who),
        gettext_lazy("De behoefte is afgesloten."),
    ),
    SupportPart.PLANS: Act(
        ending.PlanEndForm,
        gettext_lazy("Plan afsluiten"),
        lambda form, **who: support_plans.end(
            on=form.cleaned_data["ended_on"], because=form.cleaned_data["because"], **who
        ),
        gettext_lazy("Het plan is afgesloten."),
    ),
    SupportPart.INDICATIONS: Act(
        ending.DecisionForm,
        gettext_lazy("Besluit over de indicatie"),
        lambda form, **who: indications.decide(
            on=form.cleaned_data["decided_on"],
            outcome=form.cleaned_data["outcome"],
            decided_by=form.cleaned_data["decided_by"],
            **who,
        ),
        gettext_lazy("Het besluit is genoteerd."),
    ),
    SupportPart.WAITING: Act(
        ending.WaitingEndForm,
        gettext_lazy("Wacht niet meer"),
        lambda form, **who: waiting_places.end(**form.cleaned_data, **who),
        gettext_lazy("Genoteerd dat het kind niet meer wacht."),
    ),
    SupportPart.DOUBT: Act(
        ending.DoubtEndForm,
        gettext_lazy("Waar gaat het kind heen?"),
        lambda form, **who: doubts.close(
            on=form.cleaned_data["closed_on"],
            destination=form.cleaned_data["destination"],
            stays_until=form.cleaned_data["stays_until"],
            **who,
        ),
        gettext_lazy("Genoteerd waar het kind heen gaat."),
    ),
    SupportPart.PLACES: Act(
        ending.PlaceEndForm,
        gettext_lazy("Plek stopt"),
        lambda form, **who: arrangement_places.end(
            until=form.cleaned_data["until_day"], outflow=form.cleaned_data["outflow"], **who
        ),
        gettext_lazy("Genoteerd dat de plek stopte."),
    ),
    LEAD: Act(
        ending.EndForm,
        gettext_lazy("Regiehouder stopt"),
        lambda form, **who: support_leads.end(**form.cleaned_data, **who),
        gettext_lazy("Genoteerd dat de regiehouder stopte."),
    ),
}
DISCUSS = Act(
    ending.DiscussForm,
    gettext_lazy("Bespreken met ouders"),
    lambda form, **who: support_plans.discuss(said=form.said(), **who),
    gettext_lazy("Het gesprek is bewaard."),
    "plan_talk",
)
PLAN = Act(
    ending.MomentForm,
    gettext_lazy("Gesprek plannen"),
    lambda form, **who: support_plans.plan_moment(on=form.cleaned_data["planned_on"], **who),
    gettext_lazy("Het gesprek is gepland."),
)


class FactFormView(DossierMixin, FormView):
    """Base: one form about one child; what it saves stands in a table."""

    permission = Permission.EDIT_SUPPORT
    thing = Thing.SUPPORT
    template_name = "dossier/support_form.html"
    acts: dict[str, Act] = {}
    child: Child
    row: Any = None

    @property
    def kind(self) -> str:
        """Return the kind of row that the address names. Raises: Http404."""
        kind = KINDS.get(self.kwargs["kind"])
        if kind is None or kind not in self.acts:
            raise Http404
        return str(kind)

    @property
    def act(self) -> Act:
        """Return what this form does."""
        return self.acts[self.kind]

    def get_form_class(self) -> Any:
        return self.act.form

    def find(self) -> None:
        """Find the child, and the row where there is one; note the read."""
        raise NotImplementedError

    def key(self) -> dict[str, UUID]:
        """Return what is written to, as the domain calls it."""
        raise NotImplementedError

    def get_form_kwargs(self) -> dict[str, Any]:
        self.find()
        known = {"child": self.child, "actor": self.request.actor, "row": self.row}
        return {**super().get_form_kwargs(), **known}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(**kwargs)
        if self.act.draft:
            form, (key,) = context["form"], self.key().values()
            where = support.place(self.act.draft, key)
            autosave(form, *form.long, where=where, by=self.request.actor, at=timezone.now())
        return {**context, "child": self.child, "row": self.row, "heading": self.act.heading}

    def form_valid(self, form: Any) -> HttpResponse:
        try:
            self.act.save(form, **self.key(), by=self.request.actor, at=timezone.now())
        except RefusedError as error:
            form.refuse(error)
            return self.form_invalid(form)
        messages.success(self.request, str(self.act.said))
        return redirect("support", self.child.key)


class FactAddView(FactFormView):
    """Add something about a child."""

    acts = ADDS

    def find(self) -> None:
        actor, key, thing = self.request.actor, self.kwargs["key"], thing_of(self.kind)
        self.child = reading.one(actor, key, thing=thing, at=timezone.now())

    def key(self) -> dict[str, UUID]:
        return {"child_key": self.child.key}


class FactChangeView(FactFormView):
    """Change something that goes on."""

    acts = CHANGES

    def find(self) -> None:
        self.row = found(self.request.actor, self.kind, self.kwargs["key"])
        self.child = self.row.child

    def key(self) -> dict[str, UUID]:
        return {"key": self.row.key}


class FactEndView(FactChangeView):
    """End something."""

    acts = ENDS


class PlanDiscussView(FactChangeView):
    """Note what was decided about a plan with parents."""

    acts = {SupportPart.PLANS: DISCUSS}
    kind = SupportPart.PLANS.value

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        return {**context, "goal": self.row.goal}


class PlanMomentView(FactChangeView):
    """Say when a plan is looked at with parents."""

    acts = {SupportPart.PLANS: PLAN}
    kind = SupportPart.PLANS.value


class FactRemoveView(DossierMixin, TemplateView):
    """The page that asks whether something was noted by mistake, and the act itself."""

    permission = Permission.EDIT_SUPPORT
    thing = Thing.SUPPORT
    template_name = "dossier/support_remove.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        kind = kind_of(self.kwargs["kind"])
        row = found(self.request.actor, kind, self.kwargs["key"])
        return super().get_context_data(row=row, child=row.child, what=ONE[kind], **kwargs)

    def post(self, request: HttpRequest, kind: str, key: UUID) -> HttpResponse:
        """Take it away."""
        context, at = self.get_context_data(), timezone.now()
        actor: Actor = request.actor  # type: ignore[attr-defined]
        try:
            support_undo.remove(kind=kind_of(kind), key=key, by=actor, at=at)
        except RefusedError as error:
            return self.render_to_response({**context, "refusal": error.message})
        messages.success(request, _("Weggehaald. In het logboek staat dat het er was."))
        return redirect("support", context["child"].key)


class FactReopenView(DossierMixin, View):
    """Undo an end."""

    permission = Permission.EDIT_SUPPORT
    thing = Thing.SUPPORT
    http_method_names = ["post"]

    def post(self, request: HttpRequest, kind: str, key: UUID) -> HttpResponse:
        """Let it go on."""
        actor: Actor = request.actor  # type: ignore[attr-defined]
        child = found(actor, kind_of(kind), key).child
        try:
            support_undo.reopen(kind=kind_of(kind), key=key, by=actor, at=timezone.now())
        except RefusedError as error:
            messages.error(request, error.message)
        else:
            messages.success(request, _("Teruggedraaid: dit loopt weer."))
        return redirect("support", child.key)


def kind_of(slug: str) -> str:
    """Return the kind of row that an address names. Raises: Http404."""
    if slug not in KINDS:
        raise Http404
    return str(KINDS[slug])


def thing_of(kind: str) -> Thing:
    """Return as which thing of a child a kind is seen."""
    return Thing.SUPPORT if kind == LEAD else support.THINGS[SupportPart(kind)]


def found(actor: Actor, kind: str, key: UUID) -> Any:
    """Return a row that an actor sees, and note the read. Raises: DoesNotExist."""
    model = support_undo.KINDS[kind][0]
    rows = model.objects.visible_to(actor).select_related("child__location__organisation")  # type: ignore[attr-defined]
    row = rows.get(key=key)
    thing, part = thing_of(kind), str(row.key)
    is_health = getattr(row, "is_health", False)
    at = timezone.now()
    reading.note(actor, [row.child], thing=thing, at=at, section=part, is_health=is_health)
    return row
