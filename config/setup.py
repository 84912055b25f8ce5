"""The set-up of a municipality in five steps: how far it is, read from the facts.

Only that somebody skipped a step, or looked at the concept letter, is kept beside the facts
(`Municipality.setup_marks`).
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from config.formats import date_short, school_year
from partners.access import Actor
from partners.boards import boards_of, gaps_of, needed_gaps
from partners.models import IssuerMandate, Membership, Municipality, School, SchoolBoard
from partners.modules import is_on
from partners.roles import Permission, can
from partners.states import ModuleKind, Role, SetupMark
from subsidies.figures import grant_date
from subsidies.models import DecisionLetter, SchoolFigure, SubsidyYear
from subsidies.preview import concept_of
from subsidies.school_years import next_first_year
from subsidies.states import FigureKind
from subsidies.views.years import REFUSALS

Text = str | Promise
UPLOAD = "upload_create"


@dataclass(frozen=True)
class Link:
    """Something to do elsewhere, with the way back to the step."""

    label: Text
    href: str


@dataclass(frozen=True)
class Findings:
    """What the facts say of a step; without `extras` it is done, but they are worth filling in."""

    is_done: bool
    facts: list[Text] = field(default_factory=list)
    gaps: list[Link] = field(default_factory=list)
    actions: list[Link] = field(default_factory=list)
    extras: list[Link] = field(default_factory=list)


@dataclass(frozen=True)
class Step:
    """One step as the page shows it; `state` is done, skipped or open."""

    number: int
    key: str
    title: Text
    why: Text
    findings: Findings
    mark: str

    @property
    def is_done(self) -> bool:
        """Say whether nothing is left to do here."""
        return self.findings.is_done

    @property
    def state(self) -> str:
        """Return done, skipped or open; the facts come before what somebody said."""
        if self.is_done:
            return "done"
        return "skipped" if self.mark == SetupMark.SKIPPED else "open"


@dataclass(frozen=True)
class _Place:
    """Whose set-up it is, and who looks."""

    municipality: Municipality
    actor: Actor

    def link(self, label: Text, name: str, *args: Any, step: int, **asked: str) -> Link:
        """Return a link that leads back to the step; what is `asked` stands in the form there."""
        back = reverse("setup_step", args=[self.municipality.key, step])
        return Link(label, f"{reverse(name, args=args)}?{urlencode({'next': back, **asked})}")


def _schools(place: _Place) -> Findings:
    here = School.objects.filter(municipality=place.municipality)
    count = here.in_force_on(place.actor.day).count()
    facts: list[Text] = [_("Gemeente %(name)s, CBS-code %(code)s.") % {
        "name": place.municipality.name, "code": place.municipality.key,
    }]  # fmt: skip
    if count:
        facts.append(ngettext("%d open school.", "%d open scholen.", count) % count)
    actions = [place.link(_("Scholen inlezen"), UPLOAD, "scholen", step=1)]
    if count:
        actions.append(place.link(_("Scholen bekijken"), "schools", step=1))
    return Findings(bool(count), facts, [], actions)


def _boards(place: _Place) -> Findings:
    code = place.municipality.key
    boards = list(boards_of(place.municipality, SchoolBoard.objects.all()))
    bare = [board for board in boards if needed_gaps(board)]
    gaps, extras = [], []
    for board in boards:
        needed = needed_gaps(board)
        if needed:
            label = _named(board, needed)
            gaps.append(place.link(label, "board_edit", code, board.key, step=2))
        if useful := [gap for gap in gaps_of(board) if gap not in needed]:
            label = _named(board, useful)
            extras.append(place.link(label, "board_contact", code, board.key, step=2))
    count = len(boards) - len(bare)
    text = ngettext(
        "%(count)d van de %(all)d besturen heeft een naam en een postadres.",
        "%(count)d van de %(all)d besturen hebben een naam en een postadres.", count,
    )  # fmt: skip
    facts: list[Text] = [text % {"count": count, "all": len(boards)}]
    actions = [
        place.link(_("Lijst van besturen inlezen"), UPLOAD, "besturen", step=2),
        place.link(_("Alle besturen"), "board_settings", code, step=2),
    ]
    return Findings(bool(boards) and not bare, facts if boards else [], gaps, actions, extras)


def _named(board: Any, gaps: list[Text]) -> str:
    return _("%(board)s: %(gaps)s") % {"board": board.name, "gaps": ", ".join(map(str, gaps))}


def _letterhead(place: _Place) -> Findings:
    municipality, code = place.municipality, place.municipality.key
    mandate = (
        IssuerMandate.objects.active_on(place.actor.day)
        .filter(municipality=municipality)
        .select_related("issuer__organisation")
        .first()
    )
    missing = [
        label
        for label, value in (
            (_("adres in het briefhoofd"), municipality.letterhead_lines),
            (_("adres voor bezwaar"), municipality.objection_lines),
            (_("afzender van mail"), municipality.sender_name),
            (_("antwoordadres van mail"), municipality.sender_email),
            (_("adres voor vragen"), municipality.contact_email),
        )
        if not value
    ]
    settings = ("municipality_settings", code)
    gaps = [place.link(label, *settings, step=3) for label in missing]
    facts: list[Text] = []
    if mandate is None:
        gaps.append(place.link(_("uitvoerder en mandaat"), "issuer_create", code, step=3))
    else:
        facts.append(_("%(issuer)s verstuurt de brieven, met mandaat %(reference)s.") % {
            "issuer": mandate.issuer.name, "reference": mandate.reference,
        })  # fmt: skip
        if not (mandate.signatory_name and mandate.signatory_function):
            label = _("naam en functie van de ondertekenaar")
            gaps.append(place.link(label, "mandate_edit", code, mandate.pk, step=3))
        if not mandate.issuer.address_lines:
            label = _("retouradres van de uitvoerder")
            gaps.append(place.link(label, "issuer_edit", code, mandate.issuer_id, step=3))
    actions = [
        place.link(_("Briefhoofd en afzender"), *settings, step=3),
        place.link(_("Uitvoerder en mandaat"), "issuers", code, step=3),
    ]
    return Findings(not gaps, facts, gaps, actions)


def _year_of(municipality: Municipality) -> SubsidyYear | None:
    return SubsidyYear.objects.filter(municipality=municipality).order_by("-first_year").first()


def _key(place: _Place) -> Findings:
    year = _year_of(place.municipality)
    first = year.first_year if year else next_first_year(place.municipality, place.actor.day)
    schools = SchoolFigure.objects.filter(
        school__municipality=place.municipality, kind=FigureKind.GRANTED, date=grant_date(first - 1)
    ).count()
    facts: list[Text] = []
    if year is not None:
        facts.append(_("Subsidiejaar %s is begonnen.") % school_year(year.label))
    if schools:
        text = ngettext(
            "Van %d school is het bedrag van vorig jaar bekend.",
            "Van %d scholen is het bedrag van vorig jaar bekend.", schools,
        )  # fmt: skip
        facts.append(text % schools)
    else:
        facts.append(_("Bedragen van vorig jaar zijn er nog niet; ze hoeven niet."))
    is_done = year is not None and year.keys.exists()
    if not can(place.actor, Permission.EDIT_YEAR, place.municipality.organisation):
        return Findings(is_done, [*facts, *_who(place)], [], _invite(place))
    code = place.municipality.key
    actions = [_last_amounts(place, first - 1)]
    if year is None:
        actions.insert(0, place.link(_("Subsidiejaar maken"), "subsidy_year_create", code, step=4))
    else:
        actions.insert(0, place.link(_("Naar het jaar"), "subsidy_year", code, year.label, step=4))
    return Findings(is_done, facts, [], actions)


def _last_amounts(place: _Place, first_year: int) -> Link:
    """Return the link to read in what was granted; kind and date are filled in, and it says so."""
    day = date_short(grant_date(first_year))
    words = {"year": school_year(f"{first_year}-{first_year + 1}"), "day": day}
    label = _("Bedragen van %(year)s inlezen (teldatum %(day)s)") % words
    asked = {"soort": FigureKind.GRANTED.value, "datum": day}
    return place.link(label, UPLOAD, "cijfers", step=4, **asked)


def concept_gap(municipality: Municipality, actor: Actor) -> str:
    """Return why there is no concept letter that this actor can look at; nothing when there is."""
    year = _year_of(municipality)
    if not can(actor, Permission.VIEW_LETTERS, municipality.organisation):
        return _("Er is geen brief die jij kunt zien: dit doet een beleidsmedewerker.")
    if not is_on(municipality, ModuleKind.SUBSIDY):
        return _("Er is nog geen conceptbrief: de module Subsidie staat uit.")
    if year is None:
        return _("Er is nog geen conceptbrief: maak eerst een subsidiejaar met een verdeelsleutel.")
    try:
        letter = concept_of(year, number="", at=timezone.now())
    except REFUSALS as error:
        return _("Er is nog geen conceptbrief. %s") % error
    return "" if letter else _("Er is nog geen conceptbrief: geen school krijgt een bedrag.")


def _letter(place: _Place) -> Findings:
    year = _year_of(place.municipality)
    drafted = DecisionLetter.objects.filter(year__municipality=place.municipality).exists()
    mark = place.municipality.setup_marks.get("conceptbrief")
    seen = year is not None and mark == SetupMark.SEEN
    facts: list[Text] = [_("Er is nog niets bewaard: een voorbeeld neemt geen kenmerk in gebruik.")]
    if drafted:
        facts = [_("De eerste brieven zijn opgesteld.")]
    elif seen:
        facts = [_("Het voorbeeld is bekeken.")]
    if not can(place.actor, Permission.VIEW_LETTERS, place.municipality.organisation):
        return Findings(drafted or seen, [*facts, *_who(place)], [], _invite(place))
    if year is None:
        return Findings(False, [_("Maak eerst een subsidiejaar met een verdeelsleutel.")])
    args = (place.municipality.key, year.label)
    actions = [place.link(_("Conceptbrief bekijken"), "letter_preview", *args, step=5)]
    return Findings(drafted or seen, facts, [], actions)


def _who(place: _Place) -> list[Text]:
    """Say who can do what this person cannot: the policy officers, or nobody yet."""
    own = Membership.objects.visible_to(place.actor).active_on(place.actor.day)
    officers = own.filter(role=Role.GEM, organisation=place.municipality.organisation)
    names = [row.user.name for row in officers.select_related("user")]
    if not names:
        return [_("Dit doet een beleidsmedewerker; die is er nog niet. Nodig er een uit.")]
    return [_("Dit doet een beleidsmedewerker: %s.") % ", ".join(names)]


def _invite(place: _Place) -> list[Link]:
    if not can(place.actor, Permission.MANAGE_MEMBERS, place.municipality.organisation):
        return []
    return [Link(_("Beleidsmedewerker uitnodigen"), reverse("member_invite"))]


STEPS: tuple[tuple[str, Text, Text, Callable[[_Place], Findings]], ...] = (
    (
        "scholen",
        gettext_lazy("Scholen"),
        gettext_lazy("De scholen van de gemeente komen uit het openbare register van DUO."),
        _schools,
    ),
    (
        "besturen",
        gettext_lazy("Besturen en adressen"),
        gettext_lazy("Een brief gaat naar het bestuur: daarvoor zijn naam en postadres nodig."),
        _boards,
    ),
    (
        "briefhoofd",
        gettext_lazy("Briefhoofd en mandaat"),
        gettext_lazy("Wat er in de brief staat, wie hem verstuurt en wie hem mag ondertekenen."),
        _letterhead,
    ),
    (
        "verdeelsleutel",
        gettext_lazy("Sleutel en vorig jaar"),
        gettext_lazy("Hoe het budget wordt verdeeld, en wat elke school vorig jaar kreeg."),
        _key,
    ),
    (
        "conceptbrief",
        gettext_lazy("Eerste conceptbrief"),
        gettext_lazy("Bekijk de eerste brief op het scherm, nog voordat er iets vastligt."),
        _letter,
    ),
)


def steps_of(municipality: Municipality, actor: Actor) -> list[Step]:
    """Return the five steps of a municipality as this actor sees them."""
    place = _Place(municipality, actor)
    marks: dict[str, str] = municipality.setup_marks
    return [
        Step(number, key, title, why, find(place), marks.get(key, ""))
        for number, (key, title, why, find) in enumerate(STEPS, start=1)
    ]


def first_open(steps: list[Step]) -> Step | None:
    """Return the first step that is neither done nor skipped; None when the set-up is complete."""
    return next((step for step in steps if step.state == "open"), None)
