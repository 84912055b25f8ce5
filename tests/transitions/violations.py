"""One row per rule of handovers and intake lists that the database repeats, and breaks."""

from collections.abc import Callable
from datetime import time

from children.states import ConsentScope
from tests.factories.children import AT, ask, make_child
from tests.factories.figures import FigureCellFactory, FigureCountFactory, FigurePeriodFactory
from tests.factories.handovers import (
    ArrivalFactory,
    FormEntryFactory,
    FormVersionFactory,
    HandoverFactory,
    ParentsCodeFactory,
    ReadReceiptFactory,
)
from tests.factories.partners import MembershipFactory, SchoolFactory
from tests.factories.registrations import (
    InformationRequestFactory,
    SchoolRegistrationFactory,
    expect,
)
from transitions.models import (
    FormVersion,
    InformationMatch,
    InformationRequest,
    SchoolRegistration,
)
from transitions.registration_states import Preschool
from transitions.states import PlacementReason


def asked() -> InformationRequest:
    """Ask about a child."""
    request: InformationRequest = InformationRequestFactory(
        registration=expect(make_child(school=SchoolFactory()))
    )
    return request


def asked_twice() -> None:
    request = asked()
    InformationRequestFactory(registration=request.registration)


def twice_on_a_list() -> None:
    line: SchoolRegistration = SchoolRegistrationFactory()
    SchoolRegistrationFactory(school=line.school, first_name=line.first_name)


def weighed_of_nobody() -> None:
    request = asked()
    moments = {"weighed_at": request.answer_at, "until": request.settles_at}
    InformationMatch.objects.create(request=request, by=MembershipFactory(), at=AT, **moments)


def begun_twice() -> None:
    HandoverFactory(child=HandoverFactory().child)


def filled_in_twice() -> None:
    FormEntryFactory(handover=FormEntryFactory().handover)


def version(**columns: object) -> FormVersion:
    child = make_child()
    question = ask(child, ConsentScope.ASKED_AT_35, None)
    made: FormVersion = FormVersionFactory(
        handover=HandoverFactory(child=child), question=question, **columns
    )
    return made


def shared_twice_with_a_number() -> None:
    first = version()
    FormVersionFactory(handover=first.handover, question=first.question)


def read_twice() -> None:
    receipt = ReadReceiptFactory(version=version(), membership=MembershipFactory())
    ReadReceiptFactory(version=receipt.version, membership=receipt.membership)


def two_open_codes() -> None:
    code = ParentsCodeFactory()
    ParentsCodeFactory(handover=code.handover, guardian=code.guardian, code_hash="b" * 64)


def counted_twice() -> None:
    period = FigurePeriodFactory()
    FigurePeriodFactory(municipality=period.municipality)


def one_cell_twice() -> None:
    FigureCellFactory(period=FigureCellFactory().period)


VIOLATIONS: dict[str, Callable[[], object]] = {
    "transitions_schoolregistration_one_preschool": lambda: SchoolRegistrationFactory(
        preschool=Preschool.LOCATION
    ),
    "transitions_schoolregistration_time_has_day": lambda: SchoolRegistrationFactory(
        intake_time=time(9)
    ),
    "transitions_schoolregistration_ended_with_reason": lambda: SchoolRegistrationFactory(
        ended_on=AT.date()
    ),
    "transitions_schoolregistration_once_on_a_list": twice_on_a_list,
    "transitions_informationrequest_moments_in_order": lambda: InformationRequestFactory(
        registration=expect(make_child(school=SchoolFactory())), answer_at=AT
    ),
    "transitions_informationrequest_one_at_a_time": asked_twice,
    "transitions_informationmatch_weighed_of_a_child": weighed_of_nobody,
    "transitions_handover_one_open_of_a_child": begun_twice,
    "transitions_handover_shared_with_a_school": lambda: HandoverFactory(shared_at=AT),
    "transitions_handover_offered_by_somebody": lambda: HandoverFactory(offered_at=AT),
    "transitions_handover_discussed_by_somebody": lambda: HandoverFactory(discussed_at=AT),
    "transitions_handover_given_by_somebody": lambda: HandoverFactory(given_at=AT),
    "transitions_parentscode_one_open_of_a_guardian": two_open_codes,
    "transitions_parentscode_tries": lambda: ParentsCodeFactory(wrong_tries=6),
    "transitions_formentry_one_of_a_field": filled_in_twice,
    "transitions_formversion_unique_number": shared_twice_with_a_number,
    "transitions_formversion_from_one": lambda: version(number=0),
    "transitions_readreceipt_once": read_twice,
    "transitions_arrival_placed_with_reason": lambda: ArrivalFactory(reason=PlacementReason.MIX),
    "transitions_figureperiod_counted_once": counted_twice,
    "transitions_figureperiod_quarter_or_year": lambda: FigurePeriodFactory(number=5),
    "transitions_figurecount_part_of_all": lambda: FigureCountFactory(n=1, k=2),
    "transitions_figurecell_once": one_cell_twice,
    "transitions_figurecell_of_one_place": lambda: FigureCellFactory(district="Noord"),
    "transitions_figurecell_shown_or_hidden": lambda: FigureCellFactory(n=5),
    "transitions_figurecell_never_of_a_few": lambda: FigureCellFactory(n=9, k=5),
    "transitions_arrival_talk_noted_once_planned": lambda: ArrivalFactory(warm_noted_at=AT),
}
