"""One row per rule of the dossier that the database repeats, and that this row breaks."""

import uuid
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

from children.models import (
    ColumnName,
    ConsentEvent,
    ConsentPolicy,
    ConsentQuestion,
    ConsentTextApproval,
    GroupStay,
    GuardianLink,
    ReadCode,
)
from children.states import Channel, ConsentAct, ConsentScope, FormSection, GroupKind, GuardianKind
from tests.factories.children import (
    AT,
    TEXT,
    ArrangementFactory,
    AttachmentFactory,
    ChildFactory,
    GroupFactory,
    GuardianFactory,
    KleuterGroupFactory,
    ask,
    work_in,
)
from tests.factories.partners import (
    ChildcareLocationFactory,
    MembershipFactory,
    SchoolFactory,
)


def again(row: Any, **changes: Any) -> None:
    """Save a copy of a row."""
    row.pk = None
    row._state.adding = True
    if hasattr(row, "key"):
        row.key = uuid.uuid4()
    for name, value in changes.items():
        setattr(row, name, value)
    row.save()


def question(scope: ConsentScope = ConsentScope.DISCUSS, **columns: Any) -> ConsentQuestion:
    """Save a question about a new child to a new school."""
    return ConsentQuestion.objects.create(
        **{"child": ChildFactory(), "scope": scope, "school": SchoolFactory(), **columns}
    )


def answer(**columns: Any) -> ConsentEvent:
    """Save a yes that can be demonstrated, unless columns say otherwise."""
    asked = ask(ChildFactory(), ConsentScope.DISCUSS, SchoolFactory())
    given = {
        "question": asked,
        "act": ConsentAct.GRANTED,
        "guardian": GuardianFactory(child=asked.child),
        "guardian_kind": GuardianKind.PARENT,
        "channel": Channel.MAIL,
        "language": "nl",
        "text_sha256": TEXT,
    }
    return ConsentEvent.objects.create(**{**given, **columns})


def stay(**columns: Any) -> GroupStay:
    """Save that a child is in a group."""
    given = {"child": ChildFactory(), "group": GroupFactory(), "from_day": date(2026, 3, 2)}
    return GroupStay.objects.create(**{**given, **columns})


def link(**columns: Any) -> GuardianLink:
    """Save a link that lives two weeks."""
    given = {
        "guardian": GuardianFactory(),
        "token_hash": uuid.uuid4().hex,
        "channel": Channel.MAIL,
        "made_at": AT,
        "expires_at": AT + timedelta(days=14),
    }
    return GuardianLink.objects.create(**{**given, **columns})


def twice_at_work() -> None:
    """Let somebody work in one group twice."""
    again(work_in(GroupFactory(), MembershipFactory()))


def approval(language: str = "tr") -> ConsentTextApproval:
    """Save that a municipality approved a language."""
    member = MembershipFactory()
    return ConsentTextApproval.objects.create(
        municipality=member.organisation.municipality,
        language=language,
        version="1",
        approved_by=member,
    )


def policy(scope: ConsentScope) -> ConsentPolicy:
    """Save that all must say yes to something, at a new organisation."""
    holder = ChildcareLocationFactory().holder
    return ConsentPolicy.objects.create(holder=holder, by_everybody=[scope])


def column(field: str = "first_name") -> ColumnName:
    """Save what stands in a column of the lists of a new location."""
    return ColumnName.objects.create(
        location=ChildcareLocationFactory(), name="voornaam", field=field
    )


def two_practice_children() -> None:
    """Save a second practice child at a location."""
    first = ChildFactory(is_practice=True)
    ChildFactory(is_practice=True, location=first.location)


VIOLATIONS: dict[str, Callable[[], object]] = {
    "children_arrangement_ages": lambda: ArrangementFactory(until_months=18),
    "children_arrangement_entry_age": lambda: ArrangementFactory(entry_months=11),
    "children_arrangement_unique_name_in_municipality": lambda: again(ArrangementFactory()),
    "children_child_days_of_a_week": lambda: ChildFactory(days_per_week=8),
    "children_child_entered_after_birth": lambda: ChildFactory(entered_on=date(2023, 9, 3)),
    "children_child_left_with_reason": lambda: ChildFactory(left_on=date(2026, 9, 1)),
    "children_child_one_practice_at_location": two_practice_children,
    "children_columnname_known_field": lambda: column("bakery"),
    "children_columnname_once_at_location": lambda: again(column()),
    "children_readcode_five_tries": lambda: ReadCode.objects.create(
        link=link(), code_hash="x", expires_at=AT, wrong_tries=6
    ),
    "children_consentpolicy_where_there_is_a_choice": lambda: policy(ConsentScope.HEALTH),
    "children_consentquestion_known_scope": lambda: question("bakery"),  # type: ignore[arg-type]
    "children_consentquestion_names_its_school": lambda: question(
        ConsentScope.OBSERVE, school=None
    ),
    "children_consentquestion_ends_at_four": question,
    "children_consentquestion_everybody_says_yes": lambda: question(ConsentScope.SUPPORT_TEAM),
    "children_consentquestion_sections_of_the_form": lambda: question(
        ConsentScope.OBSERVE, sections=[FormSection.BASICS]
    ),
    "children_consentevent_answer_is_demonstrable": lambda: answer(text_sha256=""),
    "children_consentevent_known_act": lambda: answer(act="bakery"),
    "children_consentevent_paper_was_seen": lambda: answer(channel=Channel.PAPER),
    "children_attachment_known_kind": lambda: AttachmentFactory(kind="bakery"),
    "children_attachment_known_scan": lambda: AttachmentFactory(scan="bakery"),
    "children_attachment_sent_kinds": lambda: AttachmentFactory(sent_to=SchoolFactory()),
    "children_attachment_size": lambda: AttachmentFactory(size=0),
    "children_consenttextapproval_of_a_translation": lambda: approval("nl"),
    "children_consenttextapproval_once": lambda: again(approval()),
    "children_group_known_kind": lambda: GroupFactory(kind="bakery"),
    "children_group_of_one_side": lambda: GroupFactory(kind=GroupKind.KLEUTER),
    "children_group_places": lambda: GroupFactory(kind=GroupKind.PEUTER_PLUS, places=9),
    "children_group_unique_name_at_location": lambda: again(GroupFactory()),
    "children_group_unique_name_at_school": lambda: again(KleuterGroupFactory()),
    "children_groupworker_once": twice_at_work,
    "children_guardian_foster_parent_does_not_decide": lambda: GuardianFactory(
        kind=GuardianKind.FOSTER_PARENT
    ),
    "children_guardian_known_kind": lambda: GuardianFactory(kind="bakery"),
    "children_guardian_known_language": lambda: GuardianFactory(language="xx"),
    "children_guardianlink_expires_later": lambda: link(expires_at=AT),
    "children_guardianlink_five_tries": lambda: link(wrong_tries=6),
    "children_groupstay_one_at_a_time": lambda: again(stay()),
    "children_groupstay_period": lambda: stay(until_day=date(2026, 2, 1)),
}
