"""Every rule that the database repeats: one row that breaks it, and no rule without such a row."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.apps import apps
from django.db import IntegrityError, connection, transaction
from django.db.models import Model

from partners import audit
from partners.models import AuditEntry, AuditSeal, EquatedDay, Organisation, Reminder
from partners.states import Delivery, MessageState, OrganisationKind, Role, UploadState
from subsidies.models import (
    Allocation,
    AllocationKey,
    AllocationRun,
    AmendedAmount,
    DecisionLetter,
    LetterOpening,
    LetterText,
    Objection,
    ReferenceCounter,
    SchoolChange,
    SubsidyYear,
)
from subsidies.states import (
    ChangeKind,
    ChangeState,
    LetterKind,
    LetterState,
    ObjectionOutcome,
    RenderState,
    TextKind,
    YearState,
)
from tests.children import violations as children
from tests.dossier import violations as dossier
from tests.factories.messages import MessageFactory
from tests.factories.partners import (
    LONG_AGO,
    BoardRelationFactory,
    IssuerMandateFactory,
    KindcentrumFactory,
    MembershipFactory,
    ModuleFactory,
    MunicipalityFactory,
    RegisterChangeFactory,
    RegisterUploadFactory,
    SchoolFactory,
    UserFactory,
)
from tests.factories.subsidies import (
    SchoolFigureFactory,
    YearCommentFactory,
    make_established,
    make_letters,
    make_municipality,
    make_year,
)
from tests.partners import violations as contacts
from tests.sources import APPS
from tests.subsidies import violations as hours
from tests.transitions import violations as transitions

BEFORE = LONG_AGO - timedelta(days=1)
MOMENT = datetime(2026, 2, 16, 9, 0, tzinfo=UTC)


def again(row: Model, **changes: Any) -> None:
    """Save a copy of a row beside it."""
    row.pk, row._state.adding = None, True
    change(row, **changes)


def change(row: Model, **changes: Any) -> None:
    """Save a row with these values, past everything but the database."""
    for name, value in changes.items():
        setattr(row, name, value)
    row.save()


def draft() -> SubsidyYear:
    return make_year(make_municipality())


def allocation(**values: Any) -> Allocation:
    """Make an amount in a year that is not established: in one that is, nothing can change."""
    year = draft()
    school = year.municipality.schools.first()
    given = {"year": year, "school": school, "board": school.board, "amount": "1.00", "hours": "1"}
    return Allocation.objects.create(**{**given, **values})


def letter() -> DecisionLetter:
    return make_letters(make_municipality())[0]


def planned() -> dict[str, Any]:
    """Return what a letter has that left the draft: a day, a mandate and who checked it."""
    checked = {"checked_at": MOMENT, "checked_by": UserFactory()}
    return {"sending_on": MOMENT.date(), "mandate": IssuerMandateFactory(), **checked}


def signed(**values: Any) -> dict[str, Any]:
    person = UserFactory()
    return {**planned(), "signed_at": MOMENT, "signed_by": person, **values}


def signed_by_the_drafter() -> None:
    row = letter()
    values = signed()
    change(row, state=LetterState.SIGNED, **values | {"drafted_by": values["signed_by"]})


def sent_without_pdf() -> None:
    sent = signed(state=LetterState.SENT, sent_at=MOMENT, sent_by=UserFactory())
    change(letter(), **sent)


def same_number() -> None:
    first, second = make_letters(make_municipality())[:2]
    change(second, reference_number=first.reference_number)


def opening() -> LetterOpening:
    return LetterOpening.objects.create(
        letter=letter(), user=UserFactory(), sha256="a" * 64, opened_at=MOMENT
    )


def text(**values: Any) -> LetterText:
    given = {"kind": TextKind.AMENDMENT, "version": 1, "sections": {}, "created_at": MOMENT}
    return LetterText.objects.create(municipality=MunicipalityFactory(), **given | values)


def school_change(**values: Any) -> SchoolChange:
    year = draft()
    given = {"kind": ChangeKind.CLOSED, "effective_on": BEFORE, "reported_at": MOMENT}
    school = year.municipality.schools.first()
    return SchoolChange.objects.create(year=year, school=school, **given | values)


def amended(**values: Any) -> AmendedAmount:
    changed = school_change()
    given = {"before": "2.00", "after": "1.00", "explanation": "5 van 12 maanden"}
    rows = AmendedAmount.objects
    return rows.create(
        change=changed, school=changed.school, board=changed.school.board, **given | values
    )


def objection(**values: Any) -> Objection:
    given = {"objector": "Stichting De Wilg", "received_on": BEFORE, "decide_before": BEFORE}
    person = {"registered_at": MOMENT, "registered_by": UserFactory()}
    return Objection.objects.create(letter=letter(), **given | person | values)


def equated() -> EquatedDay:
    return EquatedDay.objects.create(
        municipality=MunicipalityFactory(), day=BEFORE, name="brugdag", source="Stb. 2026, 1"
    )


def reminder() -> Reminder:
    given = {"rule": "R20", "subject": "year:9796:2027", "due_on": BEFORE, "handled_at": MOMENT}
    return Reminder.objects.create(municipality=MunicipalityFactory(), state="sent", **given)


def same_place_in_the_chain() -> None:
    audit.record(by=None, action="demo.reset", at=MOMENT)
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")  # write its seal now
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")
    first = AuditSeal.objects.get()
    entry = AuditEntry.objects.create(at=MOMENT, action="demo.reset")
    AuditSeal.objects.create(entry=entry, month=first.month, number=first.number, hash="x")


def organisation(**values: Any) -> Organisation:
    given = {"kind": OrganisationKind.SCHOOL, "key": "99ZZ00", "name": "De Wilg"}
    return Organisation.objects.create(**{**given, **values})


def same_organisation() -> None:
    organisation()
    organisation(name="De andere Wilg")


def same_login_name() -> None:
    UserFactory(email=None, login_name="noor.wilg")
    UserFactory(email=None, login_name="Noor.Wilg")


def same_email() -> None:
    UserFactory(email="noor@example.org")
    UserFactory(email="noor@example.org")


def same_membership() -> None:
    first = MembershipFactory(role=Role.QC)
    MembershipFactory(user=first.user, role=Role.QC, organisation=first.organisation)


def same_counter() -> None:
    counter = {"municipality": MunicipalityFactory(), "calendar_year": 2026}
    ReferenceCounter.objects.create(**counter)
    ReferenceCounter.objects.create(**counter)


def same_key() -> None:
    key = AllocationKey.objects.get(year=draft())
    again(key)


VIOLATIONS: dict[str, Callable[[], object]] = {
    **children.VIOLATIONS,
    **contacts.VIOLATIONS,
    **hours.VIOLATIONS,
    **dossier.VIOLATIONS,
    **transitions.VIOLATIONS,
    "partners_auditseal_chain": same_place_in_the_chain,
    "partners_boardrelation_digital_needs_agreement": lambda: BoardRelationFactory(
        delivery=Delivery.DIGITAL, digital_agreed_on=None
    ),
    "partners_boardrelation_unique": lambda: again(BoardRelationFactory()),
    "partners_reminderswitch_unique": lambda: again(
        MunicipalityFactory().reminder_switches.create(rule="R19", is_on=True)
    ),
    "partners_equatedday_unique": lambda: again(equated()),
    "partners_issuermandate_period": lambda: IssuerMandateFactory(valid_until=BEFORE),
    "partners_issuermandate_unique": lambda: again(IssuerMandateFactory()),
    "partners_kindcentrum_unique_name": lambda: again(KindcentrumFactory()),
    "partners_membership_end_has_last_day": lambda: MembershipFactory(ended_at=MOMENT),
    "partners_membership_known_role": lambda: MembershipFactory(
        role="xyz", organisation=organisation()
    ),
    "partners_membership_managing_role": lambda: MembershipFactory(role=Role.TEA, is_admin=True),
    "partners_membership_no_overlap": same_membership,
    "partners_membership_period": lambda: MembershipFactory(valid_until=BEFORE),
    "partners_message_claim_has_moment": lambda: MessageFactory(
        state=MessageState.CLAIMED, claimed_at=None
    ),
    "partners_message_sent_has_moment": lambda: MessageFactory(
        state=MessageState.SENT, sent_at=None
    ),
    "partners_module_known_kind": lambda: ModuleFactory(kind="bakery"),
    "partners_module_unique": lambda: again(ModuleFactory()),
    "partners_organisation_known_kind": lambda: organisation(kind="bakery"),
    "partners_organisation_unique_key": same_organisation,
    "partners_registerchange_differs": lambda: RegisterChangeFactory(new="De Wilg"),
    "partners_registerupload_decided_has_evidence": lambda: RegisterUploadFactory(
        state=UploadState.CONFIRMED
    ),
    "partners_reminder_once": lambda: again(reminder()),
    "partners_school_closed_after_open": lambda: SchoolFactory(
        open_from=date(2026, 8, 1), closed_on=date(2026, 8, 1)
    ),
    "partners_user_can_sign_in": lambda: UserFactory(email=None, login_name=None),
    "partners_user_login_name_no_address": lambda: UserFactory(login_name="noor@example.org"),
    "partners_user_lowercase_email": lambda: UserFactory(email="Noor@example.org"),
    "partners_user_unique_email": same_email,
    "partners_user_unique_login_name": same_login_name,
    "subsidies_allocation_not_negative": lambda: allocation(amount="-0.01"),
    "subsidies_allocation_unique": lambda: again(allocation()),
    "subsidies_allocationkey_unique": same_key,
    "subsidies_allocationrun_not_negative": lambda: AllocationRun.objects.create(
        key=AllocationKey.objects.get(year=draft()), run_at=MOMENT, budget="1.00", remainder="-0.01"
    ),
    "subsidies_amendedamount_not_negative": lambda: amended(after="-0.01"),
    "subsidies_amendedamount_unique": lambda: again(amended()),
    "subsidies_decisionletter_accounted_settles": lambda: change(letter(), accounted="1.00"),
    "subsidies_decisionletter_cancelled_has_evidence": lambda: change(
        letter(), state=LetterState.CANCELLED, cancelled_at=MOMENT
    ),
    "subsidies_decisionletter_checked_has_evidence": lambda: change(
        letter(), state=LetterState.CHECKED, **planned() | {"checked_by": None}
    ),
    "subsidies_decisionletter_checked_is_planned": lambda: change(
        letter(), state=LetterState.CHECKED, **planned() | {"mandate": None}
    ),
    "subsidies_decisionletter_digital_needs_agreement": lambda: change(
        letter(), delivery=Delivery.DIGITAL
    ),
    "subsidies_decisionletter_done_has_pdf": lambda: change(
        letter(), render_state=RenderState.DONE
    ),
    "subsidies_decisionletter_not_negative": lambda: change(letter(), amount="-0.01"),
    "subsidies_decisionletter_sent_has_evidence": lambda: change(
        letter(), state=LetterState.SENT, **signed(sent_at=MOMENT)
    ),
    "subsidies_decisionletter_sent_has_pdf": sent_without_pdf,
    "subsidies_decisionletter_signed_by_another": signed_by_the_drafter,
    "subsidies_decisionletter_signed_has_evidence": lambda: change(
        letter(), state=LetterState.SIGNED, **planned()
    ),
    "subsidies_decisionletter_supersedes": lambda: change(letter(), kind=LetterKind.AMENDMENT),
    "subsidies_decisionletter_unique_reference": same_number,
    "subsidies_letteropening_unique": lambda: again(opening()),
    "subsidies_lettertext_unique": lambda: again(text()),
    "subsidies_lettertext_version_positive": lambda: text(version=0),
    "subsidies_decisionletter_unique": lambda: again(letter(), reference_number=900),
    "subsidies_objection_decided_has_evidence": lambda: objection(outcome=ObjectionOutcome.UPHELD),
    "subsidies_referencecounter_unique": same_counter,
    "subsidies_schoolchange_decided_has_evidence": lambda: school_change(
        state=ChangeState.ACCEPTED
    ),
    "subsidies_schoolchange_fact_once": lambda: again(
        school_change(fact="closed:2026-10-01"), kind=ChangeKind.OPENED
    ),
    "subsidies_schoolchange_one_open": lambda: again(school_change()),
    "subsidies_schoolchange_one_revision": lambda: again(
        school_change(kind=ChangeKind.REVISED, objection=objection())
    ),
    "subsidies_schoolchange_revised_by_objection": lambda: school_change(kind=ChangeKind.REVISED),
    "subsidies_schoolfigure_known_kind": lambda: SchoolFigureFactory(kind="bakery"),
    "subsidies_schoolfigure_not_negative": lambda: SchoolFigureFactory(value="-0.01"),
    "subsidies_schoolfigure_unique": lambda: again(SchoolFigureFactory()),
    "subsidies_subsidyyear_aligned_by_a_person": lambda: change(draft(), aligned_at=MOMENT),
    "subsidies_subsidyyear_aligned_has_evidence": lambda: change(draft(), state=YearState.ALIGNED),
    "subsidies_subsidyyear_budget_positive": lambda: change(draft(), budget="0.00"),
    "subsidies_subsidyyear_closed_has_evidence": lambda: change(
        make_established(make_municipality()), state=YearState.CLOSED
    ),
    "subsidies_subsidyyear_established_has_evidence": lambda: change(
        draft(), state=YearState.ESTABLISHED
    ),
    "subsidies_subsidyyear_rate_positive": lambda: change(draft(), hourly_rate="0.00"),
    "subsidies_subsidyyear_unique": lambda: again(draft()),
    "subsidies_yearcomment_has_text": lambda: YearCommentFactory(text=""),
}
# Where another rule of the database refuses the row first, that one is named here.
REFUSED_BY = {
    "partners_membership_known_role": "does not fit organisation",  # the trigger of 0004
    "partners_user_unique_email": r"partners_user_(unique_)?email",  # the column's own index
}


@pytest.mark.slow
@pytest.mark.django_db
@pytest.mark.parametrize("name", VIOLATIONS)
def test_database_refuses(name: str) -> None:
    with pytest.raises(IntegrityError, match=REFUSED_BY.get(name, name)), transaction.atomic():
        VIOLATIONS[name]()


def test_every_constraint_has_its_violation_and_its_name() -> None:
    found = {}
    for app in APPS:
        for model in apps.get_app_config(app).get_models():
            for constraint in model._meta.constraints:
                found[constraint.name] = f"{app}_{model._meta.model_name}_"
    assert set(found) == set(VIOLATIONS)
    assert [name for name, start in found.items() if not name.startswith(start)] == []
