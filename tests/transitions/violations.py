"""One row per rule of the intake list that the database repeats, and that this row breaks."""

from collections.abc import Callable
from datetime import time

from tests.factories.children import AT, make_child
from tests.factories.partners import MembershipFactory, SchoolFactory
from tests.factories.registrations import (
    InformationRequestFactory,
    SchoolRegistrationFactory,
    expect,
)
from transitions.models import InformationMatch, InformationRequest, SchoolRegistration
from transitions.registration_states import Preschool


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
}
