from partners.models.audit import AuditEntry, AuditSeal
from partners.models.calendar import (
    EquatedDay,
    Reminder,
    ReminderLine,
    ReminderSnooze,
    ReminderSwitch,
    SchoolHoliday,
)
from partners.models.contacts import ContactAbsence, FixedContact, LocationAgreement
from partners.models.messages import MailboxMessage, Message, MessageMove
from partners.models.organisations import (
    ChildcareLocation,
    ChildcareOrganisation,
    Kindcentrum,
    LetterIssuer,
    Municipality,
    Organisation,
    School,
    SchoolBoard,
)
from partners.models.people import Membership, User
from partners.models.registers import Module, RegisterChange, RegisterUpload
from partners.models.relations import BoardRelation, IssuerMandate

__all__ = [
    "AuditEntry",
    "AuditSeal",
    "BoardRelation",
    "ChildcareLocation",
    "ChildcareOrganisation",
    "ContactAbsence",
    "EquatedDay",
    "FixedContact",
    "IssuerMandate",
    "Kindcentrum",
    "LetterIssuer",
    "LocationAgreement",
    "MailboxMessage",
    "Membership",
    "Message",
    "MessageMove",
    "Module",
    "Municipality",
    "Organisation",
    "RegisterChange",
    "RegisterUpload",
    "Reminder",
    "ReminderLine",
    "ReminderSnooze",
    "ReminderSwitch",
    "School",
    "SchoolBoard",
    "SchoolHoliday",
    "User",
]
