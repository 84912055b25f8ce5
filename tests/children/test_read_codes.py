"""One-time codes: the newest only, once, half an hour, five tries; made when a mail goes."""

from datetime import timedelta
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied

from children import guardian_mails, guardians, links, read_codes
from children.links import LinkError
from children.models import Guardian, GuardianLink, LocationStart, ReadCode
from children.states import Channel, ConsentScope, GuardianKind, Language, LeaveReason
from partners import delivery, outbox
from partners.models import AuditEntry, Message
from partners.states import Role
from tests.factories.children import AT, GuardianFactory, ask, make_child, say
from tests.factories.partners import MembershipFactory, SchoolFactory, make_actor

pytestmark = pytest.mark.django_db
SOON = AT + timedelta(minutes=1)


@pytest.fixture(autouse=True)
def _no_bell(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(outbox, "ring", lambda: None)


@pytest.fixture
def parent() -> Guardian:
    """Return the parent of a child at a location that began."""
    child = make_child()
    LocationStart.objects.create(
        location=child.location, started_at=AT, started_by=MembershipFactory()
    )
    return child.guardians.get()


@pytest.fixture
def link(parent: Guardian) -> GuardianLink:
    links.make(guardian_id=parent.pk, channel=Channel.DOOR, by=None, at=AT)
    return parent.links.get()


def made(link: GuardianLink) -> str:
    return read_codes.make(link=link, by=None, at=AT)


def use(link: GuardianLink, typed: str, **later: int) -> bool:
    return read_codes.use(link=link, typed=typed, at=AT + timedelta(**later))


@pytest.mark.privacy(8)
def test_use_opens_once(link: GuardianLink) -> None:
    code = made(link)
    assert (use(link, code), use(link, code)) == (True, False)


@pytest.mark.parametrize(("minutes", "fits"), [(29, True), (30, False)])
def test_use_within_half_an_hour(link: GuardianLink, minutes: int, fits: bool) -> None:
    assert use(link, made(link), minutes=minutes) is fits


@pytest.mark.privacy(8)
def test_use_after_five_wrong_tries(link: GuardianLink) -> None:
    code = made(link)
    wrong = [use(link, "0000 000") for _try in range(5)]
    assert (wrong, use(link, code)) == ([False] * 5, False)


def test_use_of_an_older_code(link: GuardianLink) -> None:
    old = made(link)
    read_codes.make(link=link, by=None, at=SOON)
    assert not use(link, old, minutes=2)


def test_use_of_the_code_of_another(link: GuardianLink, parent: Guardian) -> None:
    other = GuardianFactory(child=parent.child)
    links.make(guardian_id=other.pk, channel=Channel.DOOR, by=None, at=AT)
    assert not use(other.links.get(), made(link))


def test_use_without_any_code(link: GuardianLink) -> None:
    assert (use(link, ""), use(link, "12345678")) == (False, False)


def test_use_takes_digits_as_people_type_them(link: GuardianLink) -> None:
    code = made(link).replace(" ", "-").translate(str.maketrans("0123456789", "٠١٢٣٤٥٦٧٨٩"))
    assert use(link, f" {code} ")


def test_code_is_kept_as_a_hash_with_the_key_of_the_site(link: GuardianLink, settings: Any) -> None:
    code = made(link)
    settings.SECRET_KEY = "een andere sleutel"
    assert code.replace(" ", "") not in str(ReadCode.objects.values().get())
    assert not use(link, code)


@pytest.mark.privacy(8)
def test_code_ends_when_childcare_changes_the_address(link: GuardianLink, parent: Guardian) -> None:
    code = made(link)
    by = make_actor(Role.KOC, parent.child.location)
    values = guardians.GuardianValues(name=parent.name, email="nieuw@example.org")
    guardians.change(guardian_id=parent.pk, values=values, by=by, at=AT)
    assert not use(link, code, minutes=1)


@pytest.mark.privacy(14)
def test_may_read_only_who_decides(link: GuardianLink, parent: Guardian) -> None:
    before = read_codes.may_read(link)
    GuardianFactory(child=parent.child, kind=GuardianKind.VOOGD)
    assert (before, read_codes.may_read(link)) == (True, False)


@pytest.fixture
def mailless(parent: Guardian) -> Guardian:
    """Return that parent, of whom no address is known."""
    parent.email = ""
    parent.save()
    return parent


def test_hand_over_is_noted_with_who_did_it(link: GuardianLink, mailless: Guardian) -> None:
    parent = mailless
    by = make_actor(Role.KOC, parent.child.location)
    code = read_codes.hand_over(guardian_id=parent.pk, by=by, at=AT)
    assert AuditEntry.objects.get(action="guardian.code_made").user == by.user
    assert use(link, code)


def test_hand_over_without_a_link(mailless: Guardian) -> None:
    by = make_actor(Role.KOC, mailless.child.location)
    with pytest.raises(LinkError, match="eerst een link"):
        read_codes.hand_over(guardian_id=mailless.pk, by=by, at=AT)


@pytest.mark.privacy(8)
def test_hand_over_to_who_has_an_address(link: GuardianLink, parent: Guardian) -> None:
    by = make_actor(Role.KOC, parent.child.location)
    with pytest.raises(LinkError, match="vraagt de code zelf aan"):
        read_codes.hand_over(guardian_id=parent.pk, by=by, at=AT)


@pytest.mark.privacy(8)
@pytest.mark.parametrize("role", [Role.KOW, Role.KCC])
def test_hand_over_is_for_the_contact_only(
    link: GuardianLink, mailless: Guardian, role: Role
) -> None:
    by = make_actor(role, mailless.child.location)
    with pytest.raises(PermissionDenied):
        read_codes.hand_over(guardian_id=mailless.pk, by=by, at=AT)


@pytest.mark.privacy(8)
def test_code_ends_when_the_links_are_withdrawn(link: GuardianLink, parent: Guardian) -> None:
    code = made(link)
    by = make_actor(Role.KOC, parent.child.location)
    links.revoke(guardian_id=parent.pk, by=by, at=AT)
    links.make(guardian_id=parent.pk, channel=Channel.PAPER, by=by, at=SOON)
    assert not use(parent.links.latest("made_at"), code, minutes=2)


def test_hand_over_by_another_location(link: GuardianLink, parent: Guardian) -> None:
    by = make_actor(Role.KOC, make_child().location)
    with pytest.raises(Guardian.DoesNotExist):
        read_codes.hand_over(guardian_id=parent.pk, by=by, at=AT)


# --- mails ----------------------------------------------------------------------------------


def asked(link: GuardianLink, at: Any = AT) -> Message:
    guardian_mails.ask_code(link=link, language=Language.NL, at=at)
    return Message.objects.latest("pk")


@pytest.mark.privacy(8, 26)
def test_ask_code_makes_the_code_when_the_mail_goes(link: GuardianLink, parent: Guardian) -> None:
    message = asked(link)
    none_yet = ReadCode.objects.count()
    mail = delivery.compose(message)
    assert (none_yet, mail.to) == (0, [parent.email])
    code = str(mail.body).partition("Uw code is ")[2][:9]
    assert use(link, code)


@pytest.mark.privacy(26)
@pytest.mark.parametrize("language", Language)
def test_mails_name_nobody(link: GuardianLink, parent: Guardian, language: Language) -> None:
    guardian_mails.ask_code(link=link, language=language, at=AT)
    guardian_mails.ask_link(link=link, language=language, at=AT)
    words = "".join(f"{row.subject} {row.body}" for row in Message.objects.all())
    facts = [parent.name, parent.child.first_name, parent.child.location.organisation.name]
    assert [fact for fact in facts if fact in words] == []


def test_ask_link_once_in_ten_minutes_from_whichever_link(parent: Guardian) -> None:
    for _number in range(3):
        links.make(guardian_id=parent.pk, channel=Channel.SHEET, by=None, at=AT)
    for one in parent.links.all():
        guardian_mails.ask_link(link=one, language=Language.NL, at=AT)
    assert Message.objects.count() == 1


def test_ask_code_five_times_a_day(link: GuardianLink) -> None:
    for number in range(8):
        asked(link, AT + number * timedelta(minutes=11))
    in_a_day = Message.objects.count()
    asked(link, AT + timedelta(days=1))
    assert (in_a_day, Message.objects.count()) == (5, 6)


def test_ask_code_of_one_guardian_leaves_the_other_alone(link: GuardianLink) -> None:
    other = GuardianFactory(child=link.guardian.child)
    links.make(guardian_id=other.pk, channel=Channel.DOOR, by=None, at=AT)
    asked(link)
    asked(other.links.get())
    assert Message.objects.count() == 2


def test_ask_code_is_made_for_the_newest_link(link: GuardianLink, parent: Guardian) -> None:
    message = asked(link)
    links.make(guardian_id=parent.pk, channel=Channel.SHEET, by=None, at=SOON)
    GuardianLink.objects.filter(pk=link.pk).update(revoked_at=SOON)
    assert delivery.reason_to_drop(message) == ""
    delivery.compose(message)
    assert ReadCode.objects.get().link == parent.links.order_by("pk")[1]


@pytest.mark.parametrize(
    ("ask_for", "minutes", "is_late"),
    [
        (guardian_mails.ask_code, 29, False),
        (guardian_mails.ask_code, 30, True),
        (guardian_mails.ask_link, 24 * 60 - 1, False),
        (guardian_mails.ask_link, 24 * 60, True),
    ],
)
def test_mail_is_dropped_when_it_comes_too_late(
    link: GuardianLink, ask_for: Any, minutes: int, is_late: bool
) -> None:
    ask_for(link=link, language=Language.NL, at=AT)
    message = Message.objects.get()
    message.claimed_at = AT + timedelta(minutes=minutes)
    assert bool(delivery.reason_to_drop(message)) is is_late


def test_ask_code_once_in_ten_minutes(link: GuardianLink) -> None:
    asked(link)
    asked(link, SOON)
    asked(link, AT + timedelta(minutes=11))
    assert Message.objects.count() == 2


@pytest.mark.parametrize(
    "change",
    [
        lambda child: child.guardians.update(email=""),
        lambda child: child.guardians.update(has_authority=False),
        lambda child: child.guardians.update(ended_on=AT.date()),
        lambda child: type(child).objects.update(is_practice=True),
        lambda child: type(child).objects.update(left_on=AT.date(), left_because=LeaveReason.DIED),
        lambda child: LocationStart.objects.all().delete(),
    ],
)
def test_mail_is_dropped_for_who_may_not_be_mailed(link: GuardianLink, change: Any) -> None:
    message = asked(link)
    before = delivery.reason_to_drop(message)
    change(link.guardian.child)
    assert (before, bool(delivery.reason_to_drop(message))) == ("", True)


def test_mail_is_dropped_when_the_link_was_withdrawn(link: GuardianLink) -> None:
    message = asked(link)
    GuardianLink.objects.update(revoked_at=AT)
    assert delivery.reason_to_drop(message)


def test_ask_link_makes_a_new_link_and_the_old_one_stops_answering(link: GuardianLink) -> None:
    guardian_mails.ask_link(link=link, language=Language.NL, at=SOON)
    message = Message.objects.get()
    message.claimed_at = SOON
    body = str(delivery.compose(message).body)
    token = body.partition("/ouder/")[2].partition("/")[0]
    new = GuardianLink.objects.get(token_hash=links.hash_of(token))
    link.refresh_from_db()
    assert (new.guardian, links.can_answer(link, SOON)) == (link.guardian, False)


# --- word of another's answer ---------------------------------------------------------------


def test_tell_others_once_and_only_the_others(parent: Guardian) -> None:
    other = GuardianFactory(child=parent.child, email="bram@example.org")
    question = ask(parent.child, ConsentScope.OBSERVE, SchoolFactory())
    say(question, "granted", parent)
    for _time in range(2):
        guardian_mails.tell_others(guardian=parent, question_id=question.pk, at=AT)
    message = Message.objects.get()
    assert (delivery.reason_to_drop(message), delivery.address_of(message)) == ("", other.email)


def test_tell_others_ends_no_link_that_the_other_has(parent: Guardian) -> None:
    other = GuardianFactory(child=parent.child)
    links.make(guardian_id=other.pk, channel=Channel.SHEET, by=None, at=AT)
    question = ask(parent.child, ConsentScope.OBSERVE, SchoolFactory())
    guardian_mails.tell_others(guardian=parent, question_id=question.pk, at=SOON)
    message = Message.objects.get()
    message.claimed_at = SOON
    delivery.compose(message)
    assert [links.can_answer(link, SOON) for link in other.links.all()] == [True, True]


def test_tell_others_is_dropped_once_the_other_answered(parent: Guardian) -> None:
    other = GuardianFactory(child=parent.child)
    question = ask(parent.child, ConsentScope.OBSERVE, SchoolFactory())
    say(question, "granted", parent)
    guardian_mails.tell_others(guardian=parent, question_id=question.pk, at=AT)
    say(question, "granted", other)
    assert delivery.reason_to_drop(Message.objects.get()) == "De aanleiding is vervallen."
