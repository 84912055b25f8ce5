"""What can be done with support of a child: one form, what it saves, and what is said then."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy

from dossier import (
    arrangement_places,
    doubts,
    indications,
    scores,
    support_leads,
    support_needs,
    support_plans,
    waiting_places,
)
from dossier.forms import support as adding
from dossier.forms import support_ends as ending
from dossier.forms.support import FactForm
from dossier.support_states import SupportPart
from dossier.support_undo import LEAD

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
