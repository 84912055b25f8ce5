"""Which reminders a municipality sends: every rule has a switch."""

from collections.abc import Collection
from datetime import datetime

from django.db import transaction

from partners import audit
from partners.access import Actor
from partners.models import Municipality, ReminderSwitch
from partners.reminders import RULES, choices_of
from partners.roles import Permission, require


def rules_on(municipality: Municipality) -> list[str]:
    """Return the codes of the rules that a municipality sends."""
    chosen = choices_of([municipality])
    return [code for code, rule in RULES.items() if chosen.get((municipality.pk, code), rule.is_on)]


@transaction.atomic
def choose_rules(
    *, municipality_id: int, codes: Collection[str], by: Actor, at: datetime
) -> list[str]:
    """Let a municipality send these rules and no other; return the codes that changed.

    What was sent stays sent; a rule that is switched on brings what is due by now.

    Raises: DoesNotExist, PermissionDenied.
    """
    rows = Municipality.objects.visible_to(by).select_for_update(no_key=True)
    municipality = rows.get(pk=municipality_id)
    require(by, Permission.MANAGE_SETTINGS, municipality.organisation)
    before = set(rules_on(municipality))
    changed = sorted(before ^ (set(codes) & set(RULES)))
    for code in changed:
        ReminderSwitch.objects.update_or_create(
            municipality=municipality, rule=code, defaults={"is_on": code not in before}
        )
    if changed:
        audit.record(
            by=by,
            action="reminders.switched",
            target=municipality,
            organisation=municipality.organisation,
            at=at,
            details={"on": [c for c in changed if c not in before],
                     "off": [c for c in changed if c in before]},
        )  # fmt: skip
    return changed
