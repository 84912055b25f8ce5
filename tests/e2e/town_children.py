"""A group with three children for the empty product: one new, one of long ago, one that left."""

from datetime import timedelta

from django.utils import timezone

from children.models import Child, GroupStay
from children.states import ConsentScope
from partners.models import ChildcareLocation, Membership, Module, Municipality
from partners.states import ModuleKind, Role
from tests.factories.children import ArrangementFactory, GroupFactory, ask, make_child, work_in


def fill() -> None:
    """Switch Overdracht on and make the children at the location of the newcomers, once."""
    worker = Membership.objects.filter(role=Role.KOW, user__email="kow@nieuw.example").get()
    location = ChildcareLocation.objects.get(organisation=worker.organisation)
    town, at = location.municipality, timezone.now()
    _row, is_new = Module.objects.get_or_create(
        municipality=town, kind=ModuleKind.HANDOVER, defaults={"switched_on_at": at}
    )
    if not is_new:
        return
    day = timezone.localdate(at)
    group = GroupFactory(location=location, name="Vlinders")
    GroupFactory(location=location, name="Rupsen")
    work_in(group, worker)
    born_on, since = day - timedelta(days=1200), day - timedelta(days=200)
    for first_name, more in {
        "Levi": {},
        "Nora": {"added_at": at - timedelta(days=90)},
        "Sem": {"left_on": day, "left_because": "moved"},
    }.items():
        names = {"first_name": first_name, "last_name": "Waterval"}
        child = make_child(
            location, group=group, born_on=born_on, entered_on=since, **names, **more
        )
        GroupStay.objects.create(child=child, group=group, from_day=since, until_day=child.left_on)
        if first_name == "Nora":
            ask(child, ConsentScope.ASKED_AT_35, None)
            child.guardians.update(email="")


def page_of(first_name: str) -> str:
    """Return the key of one of them."""
    fill()
    return str(Child.objects.get(first_name=first_name).key)


def parent_of(first_name: str) -> int:
    """Return the number of the parent of one of them."""
    return Child.objects.get(first_name=first_name).guardians.get().pk


def arrangement_of(code: str) -> int:
    """Return the number of an arrangement of a municipality."""
    town = Municipality.objects.get(organisation__key=code)
    found = town.arrangements.first() or ArrangementFactory(municipality=town)
    return int(found.pk)
