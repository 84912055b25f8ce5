"""A consent on paper is noted: who signed, what it says, who saw it on which day, and the scan.

The paper itself stays in the childcare's own file.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from children import (
    asking,
    attachments,
    consents,
    file_contents,
    guardian_answers,
    guardian_mails,
    stands,
)
from children.attachments import NewFile
from children.consent_texts import text_sha256
from children.file_contents import CleanFile, FileRefusedError
from children.models import Child, ConsentQuestion, Guardian
from children.states import (
    Channel,
    ConsentAct,
    ConsentScope,
    ConsentStand,
    FileKind,
    Language,
)
from partners.access import Actor
from partners.refusals import RefusedError
from partners.roles import Permission, require

# What a paper can say about a purpose, as the form calls it.
ACTS = {"ja": ConsentAct.GRANTED, "nee": ConsentAct.REFUSED, "stop": ConsentAct.WITHDRAWN}


class PaperError(RefusedError):
    """A paper cannot be noted like this; nothing of it was."""


@dataclass(frozen=True)
class Paper:
    """What stands on a paper: who signed, what was said of each purpose, in which language."""

    guardian_id: int
    said: Mapping[ConsentScope, ConsentAct]
    language: Language
    seen_on: date
    scan: bytes = b""


def note(*, key: UUID, paper: Paper, by: Actor, at: datetime) -> Guardian:
    """Note a paper: all of it, or nothing.

    Raises: DoesNotExist, PermissionDenied, PaperError, AskError, ConsentRefusedError.
    """
    require(by, Permission.ASK_CONSENT, None)
    scan = _cleaned(paper.scan)  # before the child is locked: it takes its time
    return _note(key, paper, scan, by, at)


@transaction.atomic
def _note(key: UUID, paper: Paper, scan: CleanFile | None, by: Actor, at: datetime) -> Guardian:
    child = asking.locked(key, by)
    _refuse(child, paper, at)
    rows = Guardian.objects.select_related("child")
    guardian: Guardian = rows.get(pk=paper.guardian_id, child=child)
    new = [scope for scope in paper.said if stands.current(child, scope) is None]
    if new:
        sections = asking.default_sections(new)
        asked = asking.Asking(tuple(new), Channel.PAPER, sections, [guardian.pk])
        asking.ask(key=key, asking=asked, by=by, at=at)
        child = asking.locked(key, by)
    questions = [found for scope in paper.said if (found := stands.current(child, scope))]
    if news := _answer(questions, guardian, paper, by, at):  # one mail, as of one answer on line
        guardian_mails.tell_others(guardian=guardian, question_id=news[0], at=at)
    if scan:
        new_file = NewFile(FileKind.PROOF, _("Toestemming op papier"), paper.scan)
        attachments.keep(child=child, new=new_file, clean=scan, by=by, at=at)
    return guardian


def open_scopes(child: Child, at: datetime) -> dict[ConsentScope, list[str]]:
    """Return what a paper can say about each purpose that was asked or can be asked now."""
    found: dict[ConsentScope, list[str]] = {}
    due = stands.due(child, at)
    for scope in ConsentScope:
        question = stands.current(child, scope)
        if question is None:
            if scope in due:
                found[scope] = ["ja", "nee"]
            continue
        stand = stands.stand_of(child, question, at)
        if stand == ConsentStand.GRANTED:
            found[scope] = ["stop"]
        elif stand not in (ConsentStand.ENDED, ConsentStand.SUPERSEDED):
            found[scope] = ["ja", "nee"]
    return found


def _refuse(child: Child, paper: Paper, at: datetime) -> None:
    """Raises: PaperError: this paper cannot be; the first reason is told."""
    if not paper.said:
        raise PaperError(_("Vul in wat er op het papier staat."))
    if not paper.seen_on <= timezone.localdate(at):
        raise PaperError(_("Kies een dag die niet in de toekomst ligt."), "seen_on")
    if paper.guardian_id not in {one.pk for one in consents.deciding(child)}:
        raise PaperError(_("Kies een ouder die over dit kind beslist."), "guardian")
    can = open_scopes(child, at)
    words = {act: word for word, act in ACTS.items()}
    if any(words[act] not in can.get(scope, []) for scope, act in paper.said.items()):
        raise PaperError(_("Deze vragen zijn intussen veranderd: kijk ze na."))


def _answer(
    questions: list[ConsentQuestion], guardian: Guardian, paper: Paper, by: Actor, at: datetime
) -> list[int]:
    """Write down what stands on the paper; return the questions of which others hear."""
    before = {one.question.pk: one for one in guardian_answers.asked_of(guardian, at)}
    news = []
    for question in questions:
        said = _word(paper, ConsentScope(question.scope), guardian)
        answered = consents.answer(question_id=question.pk, said=said, by=by, at=at)
        asked = before.get(question.pk)
        news += [question.pk] if asked and guardian_answers.is_news(answered, asked) else []
    return news


def _word(paper: Paper, scope: ConsentScope, guardian: Guardian) -> consents.Answer:
    return consents.Answer(
        act=paper.said[scope],
        guardian=guardian,
        channel=Channel.PAPER,
        language=paper.language,
        text_sha256=text_sha256(scope, paper.language),
        seen_on=paper.seen_on,
    )


def _cleaned(raw: bytes) -> CleanFile | None:
    """Return the scan as it is kept. Raises: PaperError."""
    try:
        return file_contents.clean(raw) if raw else None
    except FileRefusedError as error:
        raise PaperError(error.message, "scan") from error
