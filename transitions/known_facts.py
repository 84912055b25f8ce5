"""What the form says without being asked: the child, its guardians, childcare and support so far.

Read anew at each look and frozen when the form is shared. What is not needed can be left out.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from children import attachments, consents
from children.models import Child
from children.states import FormSection
from config.formats import date_words
from dossier.models import ArrangementPlace, Indication, ObservationRequest, SupportNeed
from partners.contact_cards import cards_of


@dataclass(frozen=True)
class Fact:
    """One line that is known already; `can_leave`: childcare may leave it out."""

    code: str
    section: FormSection
    label: str | Promise
    value: str
    is_health: bool = False
    can_leave: bool = False


def of(child: Child, *, day: date) -> list[Fact]:
    """Return what is known of a child on a day, part by part; eight queries.

    Args: child: with `location__holder__organisation`, `location__organisation`, `group` and
    `mentor__user`.
    """
    return [
        *_child(child),
        *_guardians(child),
        *_childcare(child, day),
        *_arrangement(child),
        *_support(child),
        *_files(child),
    ]


def _child(child: Child) -> Iterator[Fact]:
    basics = FormSection.BASICS
    yield Fact("name", basics, _("Naam"), child.name)
    yield Fact("born_on", basics, _("Geboortedatum"), date_words(child.born_on))
    if child.languages:
        yield Fact("languages", basics, _("Talen thuis"), ", ".join(child.languages))
    yield Fact("entered_on", basics, _("Op de opvang sinds"), date_words(child.entered_on))
    if child.days_per_week:
        yield Fact("days", basics, _("Dagen per week"), str(child.days_per_week))


def _guardians(child: Child) -> Iterator[Fact]:
    """Return who decides for the child; with a secret address no way to reach that guardian."""
    for number, guardian in enumerate(consents.deciding(child), start=1):
        reach = [] if guardian.is_secret else [guardian.phone, guardian.email]
        said = [guardian.name, str(guardian.get_kind_display()), *filter(None, reach)]
        code = f"guardian{number}"
        yield Fact(code, FormSection.BASICS, _("Ouder of voogd"), ", ".join(said), can_leave=True)


def _childcare(child: Child, day: date) -> Iterator[Fact]:
    basics, place = FormSection.BASICS, child.location
    names = [place.name, child.group.name if child.group else ""]
    yield Fact("location", basics, _("Kinderopvang"), ", ".join(filter(None, names)))
    if child.mentor is not None:
        yield Fact("mentor", basics, _("Mentor"), child.mentor.user.name, can_leave=True)
    card = cards_of([place.organisation], day)[0]
    holder = card.stands_in or card.fixed
    if holder is not None:
        contact = holder.contact.membership.user.name
        said = ", ".join(filter(None, [contact, holder.days]))
        yield Fact("contact", basics, _("Vaste contactpersoon"), said)


def _arrangement(child: Child) -> Iterator[Fact]:
    part = FormSection.ARRANGEMENT
    for place in ArrangementPlace.objects.filter(child=child):
        days = {"name": place.name, "day": date_words(place.from_day)}
        said = _("%(name)s, vanaf %(day)s") % days
        if place.until_day is not None:
            days["until"] = date_words(place.until_day)
            said = _("%(name)s, van %(day)s tot en met %(until)s") % days
        yield Fact(f"place{place.pk}", part, _("Arrangement"), said, can_leave=True)
    for row in Indication.objects.filter(child=child, decided_on__isnull=False):
        said = f"{row.get_kind_display()}: {row.get_outcome_display()}"
        yield Fact(f"indication{row.pk}", part, _("Indicatie"), said, row.is_health, can_leave=True)


def _support(child: Child) -> Iterator[Fact]:
    part = FormSection.SUPPORT
    for need in SupportNeed.objects.filter(child=child, until=None):
        said = f"{need.get_domain_display()}: {need.get_level_display()}"
        yield Fact(f"need{need.pk}", part, _("Heeft nodig"), said, need.is_health, can_leave=True)
    rows = ObservationRequest.objects.filter(child=child, report_shared_at__isnull=False)
    for request in rows:
        said = date_words(timezone.localdate(request.report_shared_at))
        yield Fact(f"observed{request.pk}", part, _("Observatie in de groep"), said, can_leave=True)


def _files(child: Child) -> Iterator[Fact]:
    """Return the reports that the school opens beside the form."""
    for file in attachments.clean_reports(child):
        label = _("Verslag, als bijlage")
        yield Fact(f"file{file.pk}", FormSection.REPORT, label, file.title, file.is_health)


def has_report(child: Child) -> bool:
    """Say whether a report of the observation system is attached that a school can open."""
    return attachments.clean_reports(child).exists()
