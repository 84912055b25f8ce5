"""What every import of a register does when it writes: the permission, one at a time, history."""

from collections.abc import Collection, Iterable, Mapping
from datetime import date, datetime
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import connection
from django.utils.translation import gettext as _

from partners.access import Actor
from partners.models import Municipality, Organisation, RegisterChange
from partners.modules import begin_with_subsidy
from partners.register_files import RegisterError
from partners.register_results import FieldChange
from partners.roles import Permission, require
from partners.states import OrganisationKind

CLOSE_LIMIT = 20  # per cent of the open rows; more than that wants a second yes
HISTORIC = frozenset(
    {
        "name", "street", "house_number", "postcode", "city",
        "board", "holder", "municipality", "kvk_number", "closed_on",
    }
)  # fmt: skip


def require_import(by: Actor | None, municipality: str | None) -> Organisation | None:
    """Let the system itself pass, and who may read in registers of this municipality.

    Returns: the municipality's row, for the log; None when it is new here, or for all of them.
    Raises: PermissionDenied: another municipality, or all of them.
    """
    rows = Organisation.objects.all() if by is None else Organisation.objects.visible_to(by)
    place = rows.filter(kind=OrganisationKind.MUNICIPALITY, key=municipality or "").first()
    if by is not None:
        if place is None:
            raise PermissionDenied(_("Je leest alleen registers in voor je eigen gemeente."))
        require(by, Permission.IMPORT_REGISTERS, place)
    return place


def lock_registers() -> None:
    """Let one import write at a time, until the transaction ends; the others wait."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext('partners.registers'))")


def is_too_many(gone: int, known: int) -> bool:
    """Say whether closing these would touch more than 20 % of what is open."""
    return gone * 100 > CLOSE_LIMIT * max(known, 1)


def refuse_too_many(gone: int, known: int, name: str, *, force: bool) -> None:
    """Refuse to close more than 20 % of what is open, without `force`. Raises: RegisterError."""
    if not force and is_too_many(gone, known):
        raise RegisterError(
            _(
                "Van de %(all)d staan er %(gone)d niet in %(file)s: "
                "sluit ze met --force, of bevestig het op de pagina."
            )
            % {"all": known, "gone": gone, "file": name}
        )


def keep_changes(
    changed: Iterable[tuple[int, Iterable[FieldChange]]], *, day: date, source: str
) -> None:
    """Write a row for each change that history wants, of organisations by id, in one query."""
    RegisterChange.objects.bulk_create(
        [
            RegisterChange(
                organisation_id=organisation_id,
                field=change.field,
                old=change.old[:255],
                new=change.new[:255],
                changed_on=day,
                source=source[:200],
            )
            for organisation_id, changes in changed
            for change in changes
            if change.field in HISTORIC
        ]
    )


def known_or_new(
    kind: OrganisationKind, names: Mapping[str, str], model: Any
) -> dict[str, Organisation]:
    """Return the organisations with these keys; those that are new get these names.

    `model` holds the columns of the kind; None when the caller writes those rows itself.
    """
    known, fresh = _known_and_new(kind, names, model)
    return known | fresh


def known_or_new_municipalities(
    names: Mapping[str, str], *, at: datetime
) -> dict[str, Organisation]:
    """Return the municipalities with these keys; those that are new begin with Subsidie."""
    known, fresh = _known_and_new(OrganisationKind.MUNICIPALITY, names, Municipality)
    if fresh:
        begin_with_subsidy([place.pk for place in fresh.values()], at=at)
    return known | fresh


def _known_and_new(
    kind: OrganisationKind, names: Mapping[str, str], model: Any
) -> tuple[dict[str, Organisation], dict[str, Organisation]]:
    known = {o.key: o for o in Organisation.objects.filter(kind=kind, key__in=list(names))}
    fresh = Organisation.objects.bulk_create(
        [Organisation(kind=kind, key=key, name=n) for key, n in names.items() if key not in known]
    )
    if model is not None:
        model.objects.bulk_create([model(organisation=organisation) for organisation in fresh])
    return known, {organisation.key: organisation for organisation in fresh}


def leave_kindcentra(model: Any, ids: Collection[int]) -> None:
    """Take schools or locations that moved to another municipality out of their kindcentrum."""
    if ids:
        model.objects.filter(pk__in=ids).update(kindcentrum=None)


def rename(organisations: Iterable[Organisation]) -> None:
    """Save the names of organisations in one query, with the keys they sort by."""
    Organisation.objects.bulk_create(
        organisations,
        update_conflicts=True,
        unique_fields=["id"],
        update_fields=["name", "sort_name"],
    )
