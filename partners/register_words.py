"""The words for what changed in a register: names of fields, and values as people read them."""

from collections.abc import Iterable, Mapping
from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from config.formats import date_words
from partners.models import Organisation
from partners.states import OrganisationKind

FIELDS = {
    "name": gettext_lazy("naam"),
    "board": gettext_lazy("onderwijsorganisatie"),
    "municipality": gettext_lazy("gemeente"),
    "holder": gettext_lazy("houder"),
    "holder_name": gettext_lazy("naam van de houder"),
    "street": gettext_lazy("straat"),
    "house_number": gettext_lazy("huisnummer"),
    "postcode": gettext_lazy("postcode"),
    "city": gettext_lazy("plaats"),
    "denomination": gettext_lazy("denominatie"),
    "phone": gettext_lazy("telefoon"),
    "website": gettext_lazy("website"),
    "postal_street": gettext_lazy("straat postadres"),
    "postal_house_number": gettext_lazy("huisnummer postadres"),
    "postal_postcode": gettext_lazy("postcode postadres"),
    "postal_city": gettext_lazy("plaats postadres"),
    "holiday_region": gettext_lazy("vakantieregio"),
    "kvk_number": gettext_lazy("KvK-nummer"),
    "places": gettext_lazy("kindplaatsen"),
    "has_preschool_programme": gettext_lazy("ve-aanbod"),
    "open_from": gettext_lazy("open vanaf"),
    "closed_on": gettext_lazy("gesloten op"),
    "value": gettext_lazy("cijfer"),
}
KIND_OF_FIELD = {
    "board": OrganisationKind.SCHOOL_BOARD,
    "municipality": OrganisationKind.MUNICIPALITY,
    "holder": OrganisationKind.CHILDCARE_ORGANISATION,
}


def label_of(field: str) -> str:
    """Return the name of a field in words."""
    return str(FIELDS.get(field, field))


def names_of(changes: Iterable[tuple[str, str, str]]) -> dict[tuple[str, str], str]:
    """Return the names of the organisations that these changes (field, old, new) write by code."""
    codes = {
        (KIND_OF_FIELD[field].value, code)
        for field, old, new in changes
        if field in KIND_OF_FIELD
        for code in (old, new)
        if code
    }
    found = Organisation.objects.filter(
        kind__in={kind for kind, _code in codes}, key__in={code for _kind, code in codes}
    )
    return {(o.kind, o.key): o.name for o in found}


def shown(field: str, value: str, names: Mapping[tuple[str, str], str]) -> str:
    """Return a value as people read it; an organisation with its name beside the code."""
    if not value:
        return _("leeg")
    if field in {"closed_on", "open_from"}:
        return date_words(date.fromisoformat(value))
    if kind := KIND_OF_FIELD.get(field):
        name = names.get((kind.value, value))
        return f"{name} ({value})" if name else value
    return value
