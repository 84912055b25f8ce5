"""The one map of status badges: kind of thing → identifier → tone and Dutch text.

Identifiers and texts are those of the workflows in docs/glossary.md; the tones are `inactive`
(not yet or no longer), `neutral` (under way), `success` (done), `warning` (somebody waits) and
`error` (somebody must act). A badge always carries its text: colour never speaks alone.
"""

from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

Text = str | Promise


@dataclass(frozen=True)
class Badge:
    """Tone and text of one state."""

    tone: str
    text: Text


def _kind(**tones: dict[str, Any]) -> dict[str, Badge]:
    return {
        state: Badge(tone=tone, text=text)
        for tone, states in tones.items()
        for state, text in states.items()
    }


SUBSIDY_YEAR = _kind(
    inactive={"draft": _("Concept"), "closed": _("Afgesloten")},
    neutral={
        "data_collected": _("Gegevens compleet"),
        "key_set": _("Sleutel gekozen"),
        "calculated": _("Berekend"),
        "established": _("Vastgesteld"),
    },
    warning={"aligned": _("Voorgelegd"), "accountability_due": _("Verantwoording gevraagd")},
    success={
        "letters_issued": _("Brieven verzonden"),
        "in_execution": _("In uitvoering"),
        "accounted": _("Verantwoording binnen"),
        "settled": _("Afgerekend"),
    },
)
LETTER = _kind(
    inactive={"draft": _("Concept"), "cancelled": _("Vervallen"), "withdrawn": _("Ingetrokken")},
    neutral={
        "complete": _("Klaar voor controle"),
        "checked": _("Gecontroleerd"),
        "signed": _("Ondertekend"),
        "objection_open": _("Bezwaartermijn loopt"),
        "objection_decided": _("Beslist"),
        "amended": _("Gewijzigd"),
    },
    warning={"objection_received": _("Bezwaar ontvangen")},
    success={
        "sent": _("Verzonden"),
        "final": _("Onherroepelijk"),
        "settled": _("Vastgesteld (subsidie)"),
    },
)
AGREEMENT = _kind(
    inactive={"ended": _("Beëindigd")},
    warning={"proposed": _("Voorgesteld")},
    success={"confirmed": _("Afgesproken")},
)
SCHOOL_CHANGE = _kind(
    inactive={"dismissed": _("Niet overgenomen")},
    warning={"proposed": _("Te beslissen")},
    success={"accepted": _("Overgenomen")},
)
OBSERVATION = _kind(
    inactive={
        "closed": _("Afgesloten"),
        "withdrawn": _("Ingetrokken"),
        "child_left": _("Weg"),
    },
    neutral={
        "signals_mapped": _("Signalen in beeld"),
        "consulted": _("Besproken"),
        "planned": _("Gepland"),
        "observed": _("Geobserveerd"),
    },
    warning={
        "parents_thinking": _("Ouders denken na"),
        "prepared": _("Wacht op handtekening"),
        "requested": _("Gevraagd"),
        "returned_incomplete": _("Teruggestuurd"),
    },
    success={
        "answered": _("Beantwoord"),
        "report_shared": _("Verslag klaar"),
        "parents_contacted": _("Ouders gesproken"),
        "weighed": _("Afgewogen"),
    },
    error={"declined_by_parents": _("Ouders willen niet")},
)
MEETING = _kind(
    inactive={"closed": _("Afgesloten"), "cancelled": _("Afgezegd")},
    neutral={"scheduled": _("Gepland")},
    warning={"to_close": _("Nog af te ronden"), "actions_open": _("Acties open")},
    success={"held": _("Gehouden")},
)
SUPPORT_TEAM = _kind(
    inactive={"proposed": _("Voorgesteld"), "closed": _("Afgesloten")},
    neutral={
        "partners_listed": _("Partners genoemd"),
        "planned": _("Gepland"),
        "actions_running": _("Acties lopen"),
    },
    warning={"follow_up_due": _("Nabellen")},
    success={
        "parents_agreed": _("Ouders akkoord"),
        "held": _("Gehouden"),
        "report_sent": _("Verslag gedeeld"),
        "follow_up_done": _("Nagebeld"),
    },
)
HANDOVER = _kind(
    inactive={
        "upcoming": _("Komt eraan"),
        "closed": _("Afgesloten"),
        "given_to_parents": _("Via ouders"),
        "withdrawn": _("Ingetrokken"),
        "rerouted": _("Andere school"),
        "moved_away": _("Verhuisd"),
    },
    neutral={
        "school_known": _("School bekend"),
        "consent_granted": _("Toestemming gegeven"),
        "in_preparation": _("In voorbereiding"),
        "discussed": _("Besproken"),
        "enrolled": _("Ingeschreven"),
        "warm_planned": _("Warm gesprek gepland"),
        "feedback_given": _("Terugkoppeling"),
    },
    warning={
        "school_unknown": _("School onbekend"),
        "consent_pending": _("Toestemming gevraagd"),
    },
    success={
        "submitted": _("Gedeeld"),
        "delivered": _("Bezorgd"),
        "read": _("Gelezen"),
        "intake_planned": _("Intake gepland"),
        "intake_held": _("Intake geweest"),
        "warm_held": _("Warm gesprek geweest"),
        "placed": _("Geplaatst"),
    },
    error={
        "refused": _("Geen overdracht"),
        "late": _("Laat"),
        "blank_arrival": _("Zonder informatie"),
    },
)
CONSENT = _kind(
    inactive={
        "prepared": _("Klaar om te vragen"),
        "withdrawn": _("Ingetrokken"),
        "superseded": _("Vervangen"),
        "ended": _("Afgelopen"),
    },
    neutral={"granted": _("Gegeven")},
    warning={
        "requested": _("Gevraagd"),
        "seen": _("Geopend"),
        "no_answer": _("Geen antwoord"),
    },
    error={"refused": _("Niet gegeven"), "in_conflict": _("Ouders niet eens")},
)
REGISTRATION = _kind(
    inactive={"not_asked": _("Niet gevraagd"), "no_information": _("Geen informatie")},
    neutral={"asked": _("Gevraagd")},
    warning={"parents_deciding": _("Ouders beslissen nog")},
    success={"coming": _("Komt")},
)
PLAN = _kind(
    inactive={"upcoming": _("Begint later"), "stopped": _("Gestopt")},
    neutral={"running": _("Loopt")},
    warning={"to_decide": _("Bespreken met ouders")},
    success={"reached": _("Doel gehaald")},
)
INDICATION = _kind(
    inactive={"withdrawn": _("Ingetrokken")},
    warning={"asked": _("Gevraagd")},
    success={"granted": _("Toegekend")},
    error={"refused": _("Afgewezen")},
)
MESSAGE = _kind(
    inactive={"dropped": _("Niet meer nodig")},
    neutral={"queued": _("Wacht op verzending"), "claimed": _("Wordt verzonden")},
    success={"sent": _("Verzonden")},
    error={"failed": _("Niet bezorgd"), "unknown": _("Onbekend of dit is verzonden")},
)
MEMBERSHIP = _kind(
    inactive={"ended": _("Afgelopen")},
    neutral={"upcoming": _("Begint later")},
    success={"active": _("Actief")},
    warning={"invited": _("Uitgenodigd")},
)
UPLOAD = _kind(
    inactive={"dropped": _("Niet ingelezen")},
    success={"confirmed": _("Ingelezen")},
    warning={"open": _("Wacht op bevestiging")},
    error={"refused": _("Geweigerd")},  # not stored: what its preview says
)
RENDER = _kind(
    neutral={"queued": _("Wacht op een werker")},
    success={"done": _("Pdf klaar")},
    error={"failed": _("Niet gelukt")},
)
REPORT = _kind(neutral={"begun": _("In de maak")}, success={"shared": _("Gedeeld")})
MOMENT = _kind(
    neutral={"new": _("Nieuw")},
    warning={"today": _("Vandaag"), "waiting": _("Wacht")},
    error={"overdue": _("Te laat")},
)
BADGES: dict[str, dict[str, Badge]] = {
    "subsidy_year": SUBSIDY_YEAR,
    "letter": LETTER,
    "agreement": AGREEMENT,
    "school_change": SCHOOL_CHANGE,
    "observation": OBSERVATION,
    "meeting": MEETING,
    "support_team": SUPPORT_TEAM,
    "handover": HANDOVER,
    "consent": CONSENT,
    "plan": PLAN,
    "indication": INDICATION,
    "registration": REGISTRATION,
    "message": MESSAGE,
    "render": RENDER,
    "report": REPORT,
    "membership": MEMBERSHIP,
    "moment": MOMENT,
    "upload": UPLOAD,
}


def badge(kind: str, state: str) -> Badge:
    """Return the badge of a state.

    Raises: LookupError: the kind or the state is not in the map.
    """
    try:
        return BADGES[kind][str(state)]
    except KeyError:
        raise LookupError(f"config/badges.py holds no badge {state!r} of kind {kind!r}.") from None
