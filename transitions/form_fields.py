"""What the handover form asks (domain 8): the fields, to which part each belongs, what it takes.

What another table knows (the child, its guardians, support so far) is no field: it is put in when
the form is shared (`transitions.known_facts`), and can be left out.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from children.states import FormSection
from transitions.states import FormDomain, ObservationSystem, Rating

LONGEST = 4000  # characters: a page and a half
YES, NO = "ja", "nee"
EXTRA = frozenset({FormSection.ARRANGEMENT, FormSection.SUPPORT})  # a warm talk is at hand


class FieldKind(Enum):
    """What stands in a field."""

    TEXT = "text"
    CHOICE = "choice"
    DAY = "day"


@dataclass(frozen=True)
class FormField:
    """One question of the form; `is_health`: the school reads it with a yes for health as well.

    `name`: how a line or a sentence calls it, where its label alone does not say which it is.
    """

    code: str
    section: FormSection
    label: str | Promise
    hint: str | Promise = ""
    kind: FieldKind = FieldKind.TEXT
    choices: tuple[tuple[str, str | Promise], ...] = ()
    rows: int = 3
    is_required: bool = False
    is_health: bool = False
    name: str | Promise = ""

    @property
    def called(self) -> str:
        """Return how a line or a sentence calls it."""
        return str(self.name or self.label)


YES_NO = ((YES, _("Ja")), (NO, _("Nee")))
HELPS, WATCH, WARM = "helps", "watch", "warm"
RATING, SEEN = "rating_{}", "seen_{}"

FIRST = (
    FormField(
        HELPS,
        FormSection.BASICS,
        _("Wat helpt dit kind?"),
        _("Wat doen jullie dat werkt? Eén zin is genoeg."),
        is_required=True,
        name=_("Wat helpt"),
    ),
    FormField(
        "talents",
        FormSection.BASICS,
        _("Waar is het goed in en waar wordt het blij van?"),
        name=_("Goed in, blij van"),
    ),
    FormField(
        WATCH,
        FormSection.BASICS,
        _("Waar moet de school op letten?"),
        _("Bijvoorbeeld wat lastig is, of wat je de school vraagt."),
        name=_("Let op"),
    ),
    FormField(
        WARM,
        FormSection.BASICS,
        _("Wil je de leerkracht ook spreken (warm gesprek)?"),
        kind=FieldKind.CHOICE,
        choices=YES_NO,
        is_required=True,
        name=_("Warm gesprek gewenst"),
    ),
)
MORE = (
    FormField(
        "interpreter",
        FormSection.BASICS,
        _("Is er een tolk nodig bij gesprekken met de ouders?"),
        name=_("Tolk nodig"),
        kind=FieldKind.CHOICE,
        choices=YES_NO,
    ),
    FormField(
        "seen_weeks",
        FormSection.BASICS,
        _("Ken je het kind nog maar kort?"),
        _("Schrijf hoe lang, bijvoorbeeld: 6 weken."),
        name=_("Op de opvang gezien"),
        rows=1,
    ),
)
OBSERVED = (
    FormField(
        "system",
        FormSection.DEVELOPMENT,
        _("Waarmee observeren jullie?"),
        name=_("Observatiesysteem"),
        kind=FieldKind.CHOICE,
        choices=tuple(ObservationSystem.choices),
    ),
    FormField(
        "observed_on",
        FormSection.DEVELOPMENT,
        _("Laatste observatie"),
        _("Bijvoorbeeld 10-3-2026."),
        kind=FieldKind.DAY,
    ),
)
SUPPORTED = (
    FormField(
        "support",
        FormSection.SUPPORT,
        _("Welke hulp was er tot nu toe?"),
        _("Noem een organisatie alleen als de ouders dat goed vinden."),
        name=_("Hulp tot nu toe"),
    ),
)
HEALTH = (
    FormField(
        "health",
        FormSection.SUPPORT,
        _("Wat moet de school weten over de gezondheid?"),
        _("De school leest dit alleen als de ouders daar apart ja op zeiden."),
        name=_("Gezondheid"),
        is_health=True,
    ),
)


def _rated() -> Iterator[FormField]:
    """Return the rating and the text of each domain."""
    for domain in FormDomain:
        yield FormField(
            RATING.format(domain.value),
            FormSection.DEVELOPMENT,
            domain.label,
            kind=FieldKind.CHOICE,
            choices=tuple(Rating.choices),
        )
        yield FormField(
            SEEN.format(domain.value),
            FormSection.DEVELOPMENT,
            _("Wat zie je?"),
            rows=2,
            name=domain.label,
        )


RATED = tuple(_rated())
ALL = (*FIRST, *RATED, *OBSERVED, *SUPPORTED, *HEALTH, *MORE)
BY_CODE = {field.code: field for field in ALL}
LEAVE = "leave_"  # a field that leaves out what another table knows


def ratings() -> list[str]:
    """Return the codes of the ratings, one for each domain."""
    return [RATING.format(domain.value) for domain in FormDomain]
