"""Telling people about letters by mail, and what proves that a digital letter arrived.

A board that agreed to digital delivery gets a notice when its letter is sent: a link, no amount and
no name of a person (Awb art. 2:14). The proof is the mail's row in the outbox with its state, and
the first time that somebody of the board opened the letter.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import F, Min
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from config import mail
from config.formats import school_year
from partners.models import BoardRelation, IssuerMandate, Membership, Message, User
from partners.outbox import Kind, queue
from partners.states import Delivery, MessageState, Role
from subsidies.models import DecisionLetter, LetterOpening, SubsidyYear
from subsidies.states import LetterState

LETTER, DRAFTS = "letter", "letters.drafted"
BOARD_PAGE = "letters"
UNDER_WAY = frozenset({MessageState.QUEUED, MessageState.CLAIMED})


def _is_letter_sent(message: Message) -> bool:
    key = int(message.cause.split(":")[1])
    return DecisionLetter.objects.filter(pk=key, state=LetterState.SENT).exists()


def _are_drafts_there(message: Message) -> bool:
    key = int(message.cause.split(":")[1])
    return DecisionLetter.objects.filter(year=key, state=LetterState.DRAFT).exists()


KINDS = {
    LETTER: Kind(
        gettext_lazy("Beschikking staat klaar"),
        gettext_lazy("Je krijgt dit bericht omdat je bestuur brieven digitaal ontvangt."),
        _is_letter_sent,
    ),
    DRAFTS: Kind(
        gettext_lazy("Conceptbrieven staan klaar"),
        gettext_lazy("Je krijgt dit bericht omdat je de brieven voor deze gemeente verzorgt."),
        _are_drafts_there,
    ),
}


def queue_notice(letter: DecisionLetter, *, at: datetime) -> list[Message]:
    """Queue the notice of a sent letter to a board that gets it digitally; returns the mails.

    To the address that the board gave for this municipality and to its own users, one mail an
    address. In the caller's transaction; calling it again queues nothing.
    """
    if letter.state != LetterState.SENT or letter.delivery != Delivery.DIGITAL:
        return []
    municipality = letter.year.municipality
    subject = _("Brief van gemeente %(name)s over de subsidie voor %(year)s") % {
        "name": municipality.name,
        "year": school_year(letter.year.label),
    }
    body = _notice(letter)
    queued = [
        queue(
            address=address,
            recipient=user,
            municipality=municipality,
            cause=f"{LETTER}:{letter.pk}" + (f":{user.pk}" if user else ""),
            subject=subject,
            body=body,
            at=at,
        )
        for address, user in _readers(letter, timezone.localdate(at)).items()
    ]
    return [message for message in queued if message]


def _notice(letter: DecisionLetter) -> str:
    return "\n\n".join(
        [
            _("Beste lezer,"),
            _(
                "Voor je bestuur staat een brief klaar van gemeente %(name)s, over de subsidie "
                "voor schooljaar %(year)s. Het kenmerk is %(reference)s. Log in om de brief te "
                "lezen en te bewaren:"
            )
            % {
                "name": letter.year.municipality.name,
                "year": school_year(letter.year.label),
                "reference": letter.reference,
            },
            mail.absolute(reverse(BOARD_PAGE)),
            _("In de brief staat tot wanneer je bestuur bezwaar kan maken."),
        ]
    )


def _readers(letter: DecisionLetter, day: date) -> dict[str, User | None]:
    """Return the addresses to write to, each with its user if it has one."""
    readers: dict[str, User | None] = {}
    relation = BoardRelation.objects.filter(
        board=letter.board, municipality=letter.year.municipality
    ).first()
    if relation and relation.email:
        readers[relation.email.lower()] = None
    for user in _members([letter.board_id], Role.BRD, day):
        readers.setdefault((user.email or "").lower(), user)
    return readers


def _members(organisations: Iterable[int], role: Role, day: date) -> Iterable[User]:
    members = Membership.objects.working_on(day).filter(
        organisation__in=organisations, role=role, user__email__isnull=False
    )
    return User.objects.filter(pk__in=members.values("user")).order_by("pk")


@dataclass(frozen=True)
class Proof:
    """What shows that a sent letter reached its board."""

    delivery: Delivery
    agreed_on: date | None
    messages: list[Message]
    opened_at: datetime | None

    @property
    def is_under_way(self) -> bool:
        """Say whether a notice still has to go."""
        return any(message.state in UNDER_WAY for message in self.messages)

    @property
    def sent_at(self) -> datetime | None:
        """Return when the first notice was taken by a mail server."""
        return min((m.sent_at for m in self.messages if m.sent_at), default=None)

    @property
    def is_undelivered(self) -> bool:
        """Say whether a digital letter reached nobody, so that it must go by post."""
        told = self.sent_at or self.opened_at or self.is_under_way
        return self.delivery == Delivery.DIGITAL and not told

    @property
    def words(self) -> str:
        """Return the proof in one sentence."""
        if self.delivery == Delivery.POST:
            return _("Per post verzonden.")
        if self.opened_at:
            return _("Geopend door het bestuur op %s.") % _moment(self.opened_at)
        if self.sent_at:
            return _("Bericht verzonden op %s; nog niet geopend.") % _moment(self.sent_at)
        if self.is_under_way:
            return _("Het bericht aan het bestuur wacht op verzending.")
        if not self.messages:
            return _("Er is geen e-mailadres van dit bestuur: verstuur de brief per post.")
        return _("Het bericht is niet bezorgd: verstuur de brief per post.")


def _moment(at: datetime) -> str:
    return timezone.localtime(at).strftime("%d-%m-%Y %H:%M")


def proof_of(letter: DecisionLetter) -> Proof:
    """Return what shows that a sent letter reached its board."""
    return proofs_of([letter])[letter.pk]


def proofs_of(letters: Iterable[DecisionLetter]) -> dict[int, Proof]:
    """Return the proof of each letter, with two queries for all of them."""
    rows = list(letters)
    messages, openings = _messages(rows), _openings(rows)
    return {
        letter.pk: Proof(
            Delivery(letter.delivery),
            letter.digital_agreed_on,
            messages[letter.pk],
            openings.get(letter.pk),
        )
        for letter in rows
    }


def _messages(letters: list[DecisionLetter]) -> dict[int, list[Message]]:
    found: dict[int, list[Message]] = defaultdict(list)
    wanted = {letter.pk for letter in letters if letter.delivery == Delivery.DIGITAL}
    years = SubsidyYear.objects.filter(pk__in={letter.year_id for letter in letters})
    ours = Message.objects.filter(
        cause__startswith=f"{LETTER}:", municipality__in=years.values("municipality")
    )
    messages: list[Message] = list(ours.defer("body").order_by("pk")) if wanted else []
    for message in messages:
        key = int(message.cause.split(":")[1])
        if key in wanted:
            found[key].append(message)
    return found


def _openings(letters: list[DecisionLetter]) -> dict[int, Any]:
    """Return when somebody of the board first opened each letter after it was sent."""
    opened = LetterOpening.objects.filter(
        letter__in=[letter.pk for letter in letters],
        opened_at__gte=F("letter__sent_at"),
        user__memberships__role=Role.BRD,
        user__memberships__organisation=F("letter__board"),
    )
    rows = opened.order_by().values_list("letter").annotate(first=Min("opened_at"))
    return dict(rows)


def undelivered(year: SubsidyYear) -> list[DecisionLetter]:
    """Return the digital letters of a year that reached nobody: somebody has to post them."""
    sent = year.letters.filter(state=LetterState.SENT, delivery=Delivery.DIGITAL)
    letters = list(sent.defer("snapshot").select_related("board__organisation"))
    proofs = proofs_of(letters)
    return [letter for letter in letters if proofs[letter.pk].is_undelivered]


def tell_clerks(year: SubsidyYear, *, at: datetime) -> list[Message]:
    """Tell the clerks of the issuer, once, that the drafts of a year are there; returns the mails.

    Without an issuer the officers of the municipality are told.
    """
    day = timezone.localdate(at)
    mandates = IssuerMandate.objects.active_on(day).filter(municipality=year.municipality)
    issuers = list(mandates.values_list("issuer_id", flat=True))
    readers = list(_members(issuers, Role.ISS, day))
    readers = readers or list(_members([year.municipality.pk], Role.GEM, day))
    body = "\n\n".join(
        [
            _("Beste collega,"),
            _(
                "De conceptbrieven voor schooljaar %(year)s van gemeente %(name)s staan klaar. "
                "Vul de verzenddatum in en loop de gegevens na:"
            )
            % {"year": school_year(year.label), "name": year.municipality.name},
            mail.absolute(reverse("subsidy_year", args=[year.municipality.key, year.label])),
        ]
    )
    subject = _("Conceptbrieven %(year)s van gemeente %(name)s staan klaar") % {
        "year": school_year(year.label),
        "name": year.municipality.name,
    }
    queued = [
        queue(
            address=user.email or "",
            recipient=user,
            municipality=year.municipality,
            cause=f"{DRAFTS}:{year.pk}:{user.pk}",
            subject=subject,
            body=body,
            at=at,
        )
        for user in readers
    ]
    return [message for message in queued if message]
