"""Reports in the demo for the browser: shared about Mees, only begun about Adam.

Of Saar the parents withdrew their yes when a day was planned, and her observation is called off.
"""

from datetime import timedelta

from django.urls import reverse
from django.utils import timezone

from children import links
from children.models import Child
from children.states import Channel, ConsentAct
from dossier import called_off
from dossier.models import ObservationRequest, OtherObservation, Report
from partners.models import Membership
from partners.states import Role
from tests.factories import reports as made
from tests.factories.children import say
from tests.factories.requests import ParentTalkFactory


def key_of(first_name: str) -> str:
    """Return the key of the request of a report about one of them."""
    if first_name == "Adam":
        begin()
    rows = ObservationRequest.objects.filter(child__first_name=first_name, planned_on__isnull=False)
    return str(rows.order_by("pk")[0].key)


def path_of(first_name: str) -> str:
    """Return where the request about one of them is."""
    request = ObservationRequest.objects.get(key=key_of(first_name))
    return reverse("request", args=[request.child.key, request.key])


def other_of(first_name: str) -> str:
    """Return where what somebody from outside saw of one of them is corrected."""
    row = OtherObservation.objects.get(child__first_name=first_name)
    return f"{path_of(first_name)}anderen/{row.key}/"


def remark_of(first_name: str) -> str:
    """Return where childcare answers a parent of one of them, who wrote once."""
    child = Child.objects.get(first_name=first_name)
    said = child.remarks.first() or made.remark(child, correction="Hij praat thuis wel.")
    return reverse("remark", args=[said.key])


def call_off() -> str:
    """Call off the observation of Saar once, and return where her request is."""
    child = Child.objects.get(first_name="Saar")
    request = ObservationRequest.objects.filter(child=child).first()
    if request is None:
        soon = timezone.localdate() + timedelta(days=5)
        request = made.planned(child=child, school=child.school, planned_on=soon)
        say(request.consent, ConsentAct.WITHDRAWN)
        called_off.sweep(at=timezone.now())
        request.refresh_from_db()
    assert request.called_off_day is not None
    return reverse("request", args=[child.key, request.key])


def begin() -> None:
    """Begin a report about Adam in two versions, once."""
    child = Child.objects.get(first_name="Adam")
    if Report.objects.filter(child=child).exists():
        return
    day = timezone.localdate()
    request = made.planned(child=child, school=child.school, planned_on=day - timedelta(days=1))
    by = Membership.objects.active_on(day).filter(
        role=Role.QC, organisation=child.school.organisation
    )
    report = made.begun(request, by=by[0])
    made.version(report, text="Hij bouwt lang en rustig, en wijst aan wat hij wil.")


def link_of(first_name: str) -> str:
    """Let parents have been spoken to about a report, and return a new link for one of them."""
    child = Child.objects.get(first_name=first_name)
    request = ObservationRequest.objects.get(key=key_of(first_name))
    if not request.talks.exists():
        by = request.prepared_by
        ParentTalkFactory(child=child, request=request, talked_on=timezone.localdate(), noted_by=by)
    guardian = child.guardians.order_by("pk")[0]
    return links.make(guardian_id=guardian.pk, channel=Channel.DOOR, by=None, at=timezone.now())


def born_of(first_name: str) -> str:
    """Return the birth date of a child as its parent types it."""
    return f"{Child.objects.get(first_name=first_name).born_on:%d-%m-%Y}"
