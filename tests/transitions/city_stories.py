"""What children of the city live through, each from four months before three and a half to an end.

A story does something, says on which day it goes on, and ends when nothing more happens.
"""

from collections.abc import Callable
from datetime import date, timedelta

from children.states import ConsentAct, LeaveReason
from tests.factories.children import GuardianFactory
from tests.transitions.city import DAY, FIRST_DAY, City, Story, Told, t_of
from transitions.states import HandoverStand

WEEK = timedelta(weeks=1)
BEFORE, AFTER = 130, 65  # days of a story before three and a half, and after it


def early(city: City, half_on: date) -> date:
    """Return a day on which parents are asked: sometimes in time, sometimes after a reminder."""
    return half_on - city.draw.randrange(60, 110) * DAY


def ordinary(city: City, told: Told) -> Story:
    """Asked, filled in, shared before the intake, read, placed, closed."""
    half_on = t_of(told)
    intake_on = half_on - city.draw.randrange(0, 21) * DAY
    yield early(city, half_on)
    question = city.ask(told)
    yield city.day + city.draw.randrange(1, 13) * DAY
    city.say(told, question, ConsentAct.GRANTED)
    yield half_on - 7 * WEEK
    if city.draw.random() < 0.5:
        city.expect(told, intake_on)
    yield intake_on - city.draw.randrange(5, 40) * DAY
    city.fill(told)
    city.share(told)
    yield city.day + city.draw.randrange(1, 14) * DAY
    city.read(told)
    yield max(intake_on, city.day) + WEEK
    city.receive(told, intake_on)


def refused(city: City, told: Told) -> Story:
    """Parents say no; some of them after the form was begun."""
    yield early(city, t_of(told))
    question = city.ask(told)
    yield city.day + 3 * DAY
    if city.draw.random() < 0.5:
        city.fill(told)
    city.say(told, question, ConsentAct.REFUSED)


def silent(city: City, told: Told) -> Story:
    """Parents never answer."""
    yield early(city, t_of(told))
    city.ask(told)


def withdrawn(city: City, told: Told) -> Story:
    """Parents stop after it was shared, whether it was read or not."""
    half_on = t_of(told)
    yield half_on - 80 * DAY
    question = city.ask(told)
    city.say(told, question, ConsentAct.GRANTED)
    yield half_on - city.draw.randrange(30, 45) * DAY
    city.fill(told)
    city.share(told)
    yield city.day + 2 * DAY
    if city.draw.random() < 0.5:
        city.read(told)
    yield city.day + 5 * DAY
    city.say(told, question, ConsentAct.WITHDRAWN)


def withdrawn_before(city: City, told: Told) -> Story:
    """Parents say yes and stop before it was shared."""
    yield t_of(told) - 80 * DAY
    question = city.ask(told)
    city.say(told, question, ConsentAct.GRANTED)
    yield city.day + 2 * WEEK
    city.say(told, question, ConsentAct.WITHDRAWN)


def other_school(city: City, told: Told) -> Story:
    """Parents name another school after it was shared; that one gets its own yes and form."""
    half_on = t_of(told)
    yield half_on - 90 * DAY
    city.say(told, city.ask(told), ConsentAct.GRANTED)
    yield half_on - 50 * DAY
    city.fill(told)
    city.share(told)
    yield city.day + WEEK
    others = [one.row for one in city.schools if one.row.pk != told.child.school_id]
    city.choose_school(told, city.draw.choice(others))
    yield city.day + 3 * DAY
    city.say(told, city.ask(told), ConsentAct.GRANTED)
    yield city.day + DAY
    city.share(told)
    yield city.day + DAY
    city.read(told)
    yield half_on + WEEK
    city.receive(told, half_on)


def no_school(city: City, told: Told) -> Story:
    """Parents choose late: until then nobody can be asked."""
    half_on = t_of(told)
    yield half_on - 20 * DAY
    city.choose_school(told, city.draw.choice(city.schools).row)
    yield city.day + DAY
    city.say(told, city.ask(told), ConsentAct.GRANTED)
    yield city.day + WEEK
    city.fill(told)
    city.share(told)
    yield city.day + 3 * DAY
    city.read(told)
    yield half_on + 3 * WEEK
    city.receive(told, half_on + WEEK)


def disagree(city: City, told: Told) -> Story:
    """One parent says yes, the other does not agree."""
    GuardianFactory(child=told.child)
    yield early(city, t_of(told))
    question = city.ask(told)
    city.say(told, question, ConsentAct.GRANTED)
    yield city.day + 4 * DAY
    city.say(told, question, ConsentAct.OBJECTED, who=1)


def moved(city: City, told: Told) -> Story:
    """The child moves away, before anybody was asked or after sharing."""
    half_on = t_of(told)
    yield half_on - 100 * DAY
    if city.draw.random() < 0.5:
        city.say(told, city.ask(told), ConsentAct.GRANTED)
        yield half_on - 40 * DAY
        city.fill(told)
        city.share(told)
        yield city.day + WEEK
    city.leave(told, LeaveReason.MOVED)


def died(city: City, told: Told) -> Story:
    """The child dies: all mail stops in silence."""
    yield t_of(told) - 85 * DAY
    city.say(told, city.ask(told), ConsentAct.GRANTED)
    yield city.day + 20 * DAY
    city.leave(told, LeaveReason.DIED)


def mistaken(city: City, told: Told) -> Story:
    """Entered by mistake, and taken out within two weeks."""
    yield city.day + 6 * DAY
    city.undo(told)


Tell = Callable[[City, Told], Story]
# Of a hundred children, about how many live through it. The sum is not a hundred by itself.
TALES: dict[Tell, int] = {
    ordinary: 58, refused: 8, silent: 6, withdrawn: 5, withdrawn_before: 2, other_school: 5,
    no_school: 4, disagree: 3, moved: 4, died: 1, mistaken: 1,
}  # fmt: skip
LATE, TOO_LATE = 3, 1  # ordinary ones that came after 41 months, and after three and a half


def fill(city: City, children: int, *, days: int) -> None:
    """Let these children be there, each with a story that ends in so many days."""
    tells = city.draw.choices(list(TALES), list(TALES.values()), k=children)
    for tell in tells:
        half_on = FIRST_DAY + city.draw.randrange(BEFORE, days - AFTER) * DAY
        chance = city.draw.random() * 100
        if tell is mistaken:
            begin_new(city, tell, half_on, city.draw.randrange(1, days - AFTER))
        elif tell is ordinary and chance < LATE + TOO_LATE:
            before = -20 if chance < TOO_LATE else 25
            begin_new(city, tell, half_on, (half_on - FIRST_DAY).days - before)
        else:
            told = city.child(tell.__name__, half_on, school=tell is not no_school)
            city.begin(tell(city, told))


def begin_new(city: City, tell: Tell, half_on: date, after: int) -> None:
    """Let a child come in during the year."""

    def story() -> Story:
        yield FIRST_DAY + after * DAY
        told = city.child(tell.__name__, half_on, entered_on=city.day, added_at=city.at)
        yield from tell(city, told)

    city.begin(story())


# Where each story ends, as the product says it; None: nobody lists the child any more.
ENDS: dict[str, set[HandoverStand | None]] = {
    "ordinary": {HandoverStand.CLOSED},
    "refused": {HandoverStand.REFUSED},
    "silent": {HandoverStand.CONSENT_PENDING},
    "withdrawn": {HandoverStand.WITHDRAWN},
    "withdrawn_before": {HandoverStand.WITHDRAWN},
    "other_school": {HandoverStand.CLOSED},
    "no_school": {HandoverStand.CLOSED},
    "disagree": {HandoverStand.REFUSED},
    "moved": {None},
    "died": {None},
    "mistaken": {None},
}
