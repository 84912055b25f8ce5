"""Grounds of the law to take a subsidy back or to settle it lower, in the words of the letter."""

from collections.abc import Mapping

from django.utils.translation import gettext as _

from subsidies.amendments import ChangeError

MAX_REASONS = 2000
# To take it back before it was settled, after that, and to settle it lower.
BEFORE_SETTLEMENT = {
    "4:48-a": (
        "De activiteiten vinden niet of niet helemaal plaats "
        "(artikel 4:48, eerste lid, onder a, van de Algemene wet bestuursrecht)."
    ),
    "4:48-b": (
        "Aan de verplichtingen van de subsidie is niet voldaan "
        "(artikel 4:48, eerste lid, onder b, van de Algemene wet bestuursrecht)."
    ),
    "4:48-c": (
        "De gegevens waren onjuist of onvolledig; met de juiste gegevens was anders besloten "
        "(artikel 4:48, eerste lid, onder c, van de Algemene wet bestuursrecht)."
    ),
    "4:48-d": (
        "De verlening was onjuist en u wist dat of hoorde dat te weten "
        "(artikel 4:48, eerste lid, onder d, van de Algemene wet bestuursrecht)."
    ),
}
AFTER_SETTLEMENT = {
    "4:49-a": (
        "Er zijn feiten die bij de vaststelling niet bekend konden zijn; daarmee was de subsidie "
        "lager vastgesteld (artikel 4:49, eerste lid, onder a, van de Algemene wet bestuursrecht)."
    ),
    "4:49-b": (
        "De vaststelling was onjuist en u wist dat of hoorde dat te weten "
        "(artikel 4:49, eerste lid, onder b, van de Algemene wet bestuursrecht)."
    ),
    "4:49-c": (
        "Na de vaststelling is niet voldaan aan de verplichtingen van de subsidie "
        "(artikel 4:49, eerste lid, onder c, van de Algemene wet bestuursrecht)."
    ),
}
LOWER = {
    "4:46-a": (
        "De activiteiten hebben niet of niet helemaal plaatsgevonden "
        "(artikel 4:46, tweede lid, onder a, van de Algemene wet bestuursrecht)."
    ),
    "4:46-b": (
        "Aan de verplichtingen van de subsidie is niet voldaan "
        "(artikel 4:46, tweede lid, onder b, van de Algemene wet bestuursrecht)."
    ),
    "4:46-c": (
        "De gegevens waren onjuist of onvolledig; met de juiste gegevens was anders besloten "
        "(artikel 4:46, tweede lid, onder c, van de Algemene wet bestuursrecht)."
    ),
    "4:46-d": (
        "De verlening was onjuist en u wist dat of hoorde dat te weten "
        "(artikel 4:46, tweede lid, onder d, van de Algemene wet bestuursrecht)."
    ),
}


def grounded(grounds: Mapping[str, str], ground: str, reasons: str) -> str:
    """Return the ground and the reasons as the letter says them. Raises: ChangeError."""
    if ground not in grounds:
        raise ChangeError(_("Kies de grond van de wet."), "ground")
    words = reasons.strip()
    if not words:
        raise ChangeError(
            _("Schrijf wat er is gebeurd: het bestuur leest dit in de brief."), "reasons"
        )
    text = f"{grounds[ground]}\n\n{words}"
    if len(text) > MAX_REASONS:
        raise ChangeError(_("De toelichting is te lang; kort haar in."), "reasons")
    return text
