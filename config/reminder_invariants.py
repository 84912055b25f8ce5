"""What holds of every reminder: where it was told, to whom, and that it says so."""

from collections.abc import Iterator

from django.db.models import Exists, F, OuterRef, Q
from django.utils.translation import gettext as _

from partners.models import Reminder, ReminderLine
from partners.states import ReminderState


def reminders_say_whether_they_were_told() -> Iterator[str]:
    """Find a reminder that stands as sent with nobody told of it, or as waiting after all.

    One of before there were lines has none.
    """
    lines = ReminderLine.objects.filter(reminder=OuterRef("pk"))
    told = Exists(lines.exclude(message=None))
    silent = Q(state=ReminderState.SENT) & Exists(lines) & ~told
    for row in Reminder.objects.filter(silent | (~Q(state=ReminderState.SENT) & told)):
        yield _("Herinnering %s staat anders te boek dan in de mail.") % row


def reminders_are_told_to_their_reader() -> Iterator[str]:
    """Find a line that stands in a mail to somebody else, or in no mail of reminders."""
    other = ~Q(message__recipient=F("user")) | ~Q(message__cause__startswith="reminder:")
    for line in ReminderLine.objects.exclude(message=None).filter(other).select_related("reminder"):
        yield _("Herinnering %s staat in een mail aan een ander.") % line.reminder


CHECKS = (reminders_say_whether_they_were_told, reminders_are_told_to_their_reader)
