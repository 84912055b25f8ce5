"""Lines of an intake list and questions for information, for tests; all names invented."""

from datetime import date
from typing import Any

import factory
from factory.django import DjangoModelFactory

from children.models import Child
from partners.states import Role
from tests.factories.children import AT
from tests.factories.partners import MembershipFactory, SchoolFactory
from transitions import answer_moments
from transitions.models import InformationRequest, SchoolRegistration
from transitions.registration_states import Preschool


class SchoolRegistrationFactory(DjangoModelFactory[SchoolRegistration]):
    """A child at no childcare on the list of a new school, unless given."""

    class Meta:
        model = SchoolRegistration

    school = factory.SubFactory(SchoolFactory)
    first_name = factory.Sequence(lambda n: f"Noor{'abcdefghij'[n % 10]}")
    last_initial = "W"
    born_on = date(2023, 9, 4)
    preschool = Preschool.NONE
    added_at = AT

    @factory.lazy_attribute
    def added_by(self) -> Any:
        """Let the contact of the school have put it there."""
        return MembershipFactory(organisation=self.school.organisation, role=Role.SCH)


class InformationRequestFactory(DjangoModelFactory[InformationRequest]):
    """What the school of a line asked its childcare at `AT`."""

    class Meta:
        model = InformationRequest

    asked_at = AT
    location = factory.LazyAttribute(lambda row: row.registration.location)
    asked_by = factory.LazyAttribute(lambda row: row.registration.added_by)
    answer_at = factory.LazyAttribute(lambda row: answer_moments.answer_at(row.asked_at))
    settles_at = factory.LazyAttribute(lambda row: answer_moments.settles_at(row.answer_at))


def expect(child: Child, **columns: Any) -> SchoolRegistration:
    """Let the school that parents of a child named expect it, as they said it there."""
    told: dict[str, Any] = {
        "first_name": child.first_name,
        "last_initial": child.last_name[0],
        "born_on": child.born_on,
    }
    at = {"preschool": Preschool.LOCATION, "location": child.location, "school": child.school}
    line: SchoolRegistration = SchoolRegistrationFactory(**{**told, **at, **columns})
    return line
