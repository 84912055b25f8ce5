"""The children of the demo: invented, in every state that consent can have, and as old as today.

They are at the location that forms a kindcentrum with the coordinator's school, the one part of
the city where Overdracht is on.
"""

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from dateutil.relativedelta import relativedelta
from django.db import connection
from django.utils import timezone

from children import consents
from children.consent_texts import VERSION, text_sha256
from children.models import Child, ConsentQuestion, Group, GroupStay, GroupWorker, Guardian
from children.states import (
    Channel,
    ConsentAct,
    ConsentScope,
    FormSection,
    GroupKind,
    Language,
)
from partners.access import Actor
from partners.models import ChildcareLocation, Membership, School
from partners.states import Role

Said = tuple[ConsentAct, ...]
YES, NO = (ConsentAct.GRANTED,), (ConsentAct.REFUSED,)
WITHDRAWN = (ConsentAct.GRANTED, ConsentAct.WITHDRAWN)
DISCUSS, LATER = ConsentScope.DISCUSS, ConsentScope.ASKED_AT_35
FORM, OBSERVE = ConsentScope.SHARE_FORM, ConsentScope.OBSERVE
SECTIONS = [
    FormSection.BASICS,
    FormSection.DEVELOPMENT,
    FormSection.REPORT,
    FormSection.SUPPORT,
    FormSection.ARRANGEMENT,
]


@dataclass(frozen=True)
class Toddler:
    """A child: how old in months and days, in which group, and what its parents said to what."""

    first_name: str
    last_name: str
    months: int
    days: int
    group: str
    parents: tuple[str, ...]
    asked: dict[ConsentScope, Said] = field(default_factory=dict)
    language: Language = Language.NL


BOTH: dict[ConsentScope, Said] = {DISCUSS: YES, LATER: YES}
TODDLERS = (
    Toddler("Noor", "Waterval", 47, 3, "Vlinders", ("Iris Waterval",),
            BOTH | {FORM: YES, OBSERVE: YES}),
    Toddler("Levi", "Molenpad", 44, 12, "Vlinders", ("Eva Molenpad", "Bas Molenpad"),
            BOTH | {FORM: YES, OBSERVE: YES}),
    Toddler("Elif", "Aydınlık", 42, 20, "Vlinders", ("Zeynep Aydınlık",), BOTH | {FORM: ()},
            Language.TR),
    Toddler("Sem", "Hoogland", 41, 16, "Vlinders", ("Anne Hoogland",), BOTH | {FORM: ()}),
    Toddler("Yara", "Benhaddou", 41, 2, "Vlinders", ("Samira Benhaddou",), BOTH | {FORM: NO}),
    Toddler("Mees", "Kersentuin", 40, 9, "Vlinders", ("Joris Kersentuin",),
            BOTH | {OBSERVE: YES}),
    Toddler("Zofia", "Lipowska", 39, 27, "Vlinders", ("Maria Lipowska",), BOTH, Language.PL),
    Toddler("Finn", "Zandpad", 39, 1, "Vlinders", ("Lieke Zandpad",), {DISCUSS: NO, LATER: YES}),
    Toddler("Amira", "Al-Masri", 38, 18, "Vlinders", ("Huda Al-Masri",),
            {DISCUSS: (), LATER: ()}, Language.AR),
    Toddler("Daan", "Wilgenhof", 37, 6, "Vlinders", ("Roos Wilgenhof", "Mark Wilgenhof"),
            {DISCUSS: WITHDRAWN, LATER: YES}),
    Toddler("Lina", "Veldzicht", 36, 22, "Vlinders", ("Tess Veldzicht",), BOTH),
    Toddler("Saar", "Bosrand", 36, 2, "Vlinders", ("Jip Bosrand",), {DISCUSS: YES, LATER: NO}),
    Toddler("Adam", "Duinvoet", 34, 14, "Rupsen", ("Nina Duinvoet",), BOTH),
    Toddler("Olena", "Kalynova", 33, 4, "Rupsen", ("Iryna Kalynova",),
            {DISCUSS: (), LATER: ()}, Language.UK),
    Toddler("Tygo", "Eikenlaan", 32, 8, "Rupsen", ("Sofie Eikenlaan",)),
    Toddler("Mila", "Rietkraag", 31, 11, "Rupsen", ("Fenna Rietkraag",)),
)  # fmt: skip
APPROVED = (Language.TR, Language.AR)  # the other translations wait for the municipality
GROUPS = (("Vlinders", GroupKind.PEUTER, 16), ("Rupsen", GroupKind.VERTICAL, 12))
SCHOOL_GROUP = ("Groep 1/2 blauw", GroupKind.KLEUTER, 25)


def settle_in(
    location: ChildcareLocation, school: School, *, by: Actor, workers: list[Membership],
    at: datetime,
) -> None:  # fmt: skip
    """Bring the children and their groups to a location that has none yet."""
    if Group.objects.filter(location=location).exists():
        return
    groups = {
        name: Group.objects.create(location=location, name=name, kind=kind, places=places)
        for name, kind, places in GROUPS
    }
    name, kind, places = SCHOOL_GROUP
    kleuters = Group.objects.create(school=school, name=name, kind=kind, places=places)
    for member in workers:
        for group in (kleuters,) if member.role == Role.TEA else groups.values():
            GroupWorker.objects.create(group=group, membership=member)
    for toddler in TODDLERS:
        child = _arrive(toddler, groups[toddler.group], school, by, at)
        for scope, said in toddler.asked.items():
            _ask(child, scope, said, toddler.language, by, at)


def _arrive(toddler: Toddler, group: Group, school: School, by: Actor, at: datetime) -> Child:
    today = timezone.localdate(at)
    born_on = birth_date_of(toddler, today)
    since = max(born_on + relativedelta(months=30), today - timedelta(days=400))
    child = Child.objects.create(
        location_id=by.memberships[0].organisation_id,
        group=group,
        first_name=toddler.first_name,
        last_name=toddler.last_name,
        born_on=born_on,
        entered_on=since,
        school=school,
        added_by=by.memberships[0],
        added_at=at - timedelta(days=60),  # too long ago to be undone as a mistake
    )
    GroupStay.objects.create(child=child, group=group, from_day=since)
    for name in toddler.parents:
        address = name.lower().replace(" ", ".").translate(str.maketrans("ıç", "ic"))
        Guardian.objects.create(
            child=child, name=name, email=f"{address}@ouders.example", language=toddler.language
        )
    return child


def _ask(
    child: Child, scope: ConsentScope, said: Said, language: Language, by: Actor, at: datetime
) -> None:
    named: dict[str, Any] = {} if scope == LATER else {"school": child.school}
    if scope == FORM:
        named["sections"] = SECTIONS
    question = ConsentQuestion(child=child, scope=scope, text_version=VERSION, **named)
    consents.prepare(question, by=by, at=at)
    consents.request(question_id=question.pk, channel=Channel.SHEET, by=by, at=at)
    for act in said:
        answer = consents.Answer(
            act=act,
            guardian=child.guardians.order_by("pk")[0],
            channel=Channel.SHEET,
            language=language,
            text_sha256=text_sha256(scope, language),
        )
        consents.answer(question_id=question.pk, said=answer, at=at)


def parent_of_the_door() -> Guardian | None:
    """Return the parent whom a visitor of the demo can be: one with a question that is open."""
    toddler = next(one for one in TODDLERS if () in one.asked.values())
    parents = Guardian.objects.filter(name=toddler.parents[0], child__last_name=toddler.last_name)
    return parents.select_related("child").first()


def send_home() -> None:
    """Take all children away with everything about them, for the reset of a demo."""
    for child in Child.objects.order_by("pk"):
        with connection.cursor() as cursor:
            cursor.execute("SELECT set_config('children.erasing', %s, true)", [str(child.pk)])
        child.delete()
    Group.objects.all().delete()


def birth_date_of(toddler: Toddler, today: date) -> date:
    """Return when a child of the demo was born."""
    born_on: date = today - relativedelta(months=toddler.months, days=toddler.days)
    return born_on
