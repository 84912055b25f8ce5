"""Which form belongs to which step of a request, and what its page says when it is done."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from children.models import Child
from dossier import child_signals, new_requests, requests
from dossier.forms.drafts import Long
from dossier.forms.requests import (
    BackForm,
    NoForm,
    PlanForm,
    StepForm,
    StopForm,
    TalkForm,
    ThinkForm,
    WeighForm,
)
from dossier.models import ObservationRequest
from dossier.request_pages import RequestPage
from dossier.request_states import RequestEnd, RequestOutcome
from partners.access import Actor


@dataclass(frozen=True)
class Given:
    """Of which request of which child a step is, who makes it, and when."""

    child: Child
    request: ObservationRequest
    by: Actor
    at: datetime

    @property
    def key(self) -> UUID:
        """Return the key of the request."""
        return self.request.key

    @property
    def named(self) -> dict[str, Any]:
        """Return what every verb takes."""
        return {"key": self.key, "by": self.by, "at": self.at}


def talk(form: Any, given: Given) -> None:
    """Note a talk about the request."""
    keys = {"child_key": given.child.key, "request_key": given.key}
    child_signals.note_talk(new=form.new_talk(), **keys, by=given.by, at=given.at)


def weigh(form: Any, given: Given) -> None:
    """Weigh it."""
    said = form.cleaned_data
    outcome = RequestOutcome(said["outcome"])
    seen = form.data.get("seen", "")
    requests.weigh(outcome=outcome, text=said["reason"], seen=seen, **given.named)


FORMS: dict[str, type[StepForm]] = {
    "think": ThinkForm,
    "send": NoForm,
    "plan": PlanForm,
    "back": BackForm,
    "weigh": WeighForm,
    "close": NoForm,
    "stop": StopForm,
    "talk": TalkForm,
    "screening": NoForm,
}
ON_TOP = frozenset({"send", "plan", "close"})  # these forms stand nowhere else on the page
# How a step is called in an address.
SLUGS = {
    "denken": "think",
    "versturen": "send",
    "plannen": "plan",
    "terugsturen": "back",
    "afwegen": "weigh",
    "afsluiten": "close",
    "stoppen": "stop",
    "gesprek": "talk",
    "formulier-weghalen": "screening",
}
NAMES = {step: slug for slug, step in SLUGS.items()}
ACTS: dict[str, Any] = {
    "think": lambda form, given: requests.let_think(
        until=form.cleaned_data["until"], **given.named
    ),
    "send": lambda _form, given: requests.send(**given.named),
    "plan": lambda form, given: requests.plan(plan=form.plan(), **given.named),
    "back": lambda form, given: requests.give_back(
        text=form.cleaned_data["missing"], **given.named
    ),
    "weigh": weigh,
    "close": lambda _form, given: requests.close(**given.named),
    "stop": lambda form, given: requests.stop(
        end=RequestEnd(form.cleaned_data["end"]), **given.named
    ),
    "talk": talk,
    "screening": lambda _form, given: new_requests.remove_screening(**given.named),
}
DONE = {
    "think": _("Genoteerd. Tot die dag herinneren we niemand."),
    "send": _("Je verzoek is verstuurd."),
    "plan": _("De dag is afgesproken."),
    "back": _("Het verzoek is teruggestuurd."),
    "weigh": _("De afweging is bewaard."),
    "close": _("Het verzoek is afgesloten."),
    "stop": _("Het verzoek is beëindigd."),
    "talk": _("Het gesprek is genoteerd."),
    "screening": _("Het screeningsformulier is weggehaald."),
}


def long_texts(forms: Mapping[str, StepForm], one: ObservationRequest) -> list[Long]:
    """Return what of these forms is kept while it is typed, and where."""
    places = {
        "back": ("missing", requests.place(one.key)),
        "weigh": ("reason", requests.place(one.key)),
        "talk": ("agreed", child_signals.talk_place(one.key)),
    }
    return [
        Long(forms[step], (field,), where)
        for step, (field, where) in places.items()
        if step in forms
    ]


def form_of(step: str, child: Child, data: Any = None) -> StepForm:
    """Return the form of a step, with what was sent."""
    more: dict[str, Any] = {"child": child} if step == "talk" else {}
    form = FORMS[step](data, **more)
    form.step, form.slug = step, NAMES[step]
    return form


def is_late(step: str, page: RequestPage) -> bool:
    """Say whether the page has no place any more for the form of a step that was refused.

    It stood on top while that was what to do; meanwhile parents stopped, or a colleague was first.
    """
    return step in ON_TOP and step != page.first


def forms_of(page: RequestPage, child: Child, bound: Mapping[str, StepForm]) -> dict[str, StepForm]:
    """Return the forms of what can be done now; one that came back keeps what was typed."""
    steps = [step for step in FORMS if step in page.may or step in bound]
    return {step: bound.get(step) or form_of(step, child) for step in steps}
