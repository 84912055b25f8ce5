"""Which reminders a municipality sends, and how many days earlier or later than usual."""

from collections.abc import Collection, Mapping
from datetime import datetime

from django.db import transaction

from partners import audit, reminders, tenants
from partners.access import Actor
from partners.models import Municipality, ReminderSwitch
from partners.models.calendar import MAX_OFFSET
from partners.reminders import Choice, choices_of


def chosen_by(municipality: Municipality) -> dict[str, Choice]:
    """Return of every rule whether a municipality sends it, and how much it is shifted."""
    chosen = choices_of([municipality])
    return {
        code: chosen.get((municipality.pk, code), Choice(rule.is_on))
        for code, rule in reminders.RULES.items()
    }


def rules_on(municipality: Municipality) -> list[str]:
    """Return the codes of the rules that a municipality sends."""
    return [code for code, choice in chosen_by(municipality).items() if choice.is_on]


@transaction.atomic
def choose_rules(
    *,
    municipality_id: int,
    codes: Collection[str],
    by: Actor,
    at: datetime,
    offsets: Mapping[str, int] | None = None,
) -> list[str]:
    """Let a municipality send these rules and no other; return the codes that changed.

    What was sent stays sent; a rule that is switched on brings what is due by now.

    Args: offsets: by how many days a rule is shifted, negative is earlier; else as it was.
    Raises: DoesNotExist, PermissionDenied, ValueError: more than MAX_OFFSET days.
    """
    shifted = offsets or {}
    if any(abs(days) > MAX_OFFSET for days in shifted.values()):
        raise ValueError(f"at most {MAX_OFFSET} days earlier or later")
    municipality = tenants.own_to_set_up(municipality_id, by=by)
    before = chosen_by(municipality)
    after = {
        code: Choice(code in codes, shifted.get(code, old.offset_days))
        for code, old in before.items()
    }
    changed = sorted(code for code in before if before[code] != after[code])
    for code in changed:
        new = after[code]
        ReminderSwitch.objects.update_or_create(
            municipality=municipality,
            rule=code,
            defaults={"is_on": new.is_on, "offset_days": new.offset_days},
        )
    if changed:
        details = _details(before, after, changed)
        place = municipality.organisation
        audit.record(by=by, action="reminders.switched", target=municipality, organisation=place,
                     at=at, details=details)  # fmt: skip
    return changed


def _details(
    before: Mapping[str, Choice], after: Mapping[str, Choice], changed: list[str]
) -> dict[str, object]:
    """Return what went on, went off and was shifted."""
    switched = [code for code in changed if before[code].is_on != after[code].is_on]
    shifted = [c for c in changed if before[c].offset_days != after[c].offset_days]
    return {
        "on": [code for code in switched if after[code].is_on],
        "off": [code for code in switched if not after[code].is_on],
        **({"shifted": {c: after[c].offset_days for c in shifted}} if shifted else {}),
    }
