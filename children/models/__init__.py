"""Tables of the dossier: children and groups, guardians and links, consent."""

from children.models.arrangements import Arrangement
from children.models.attachments import Attachment
from children.models.children import Child, GroupStay
from children.models.consent import ConsentEvent, ConsentQuestion
from children.models.consent_policies import ConsentPolicy
from children.models.groups import Group, GroupWorker
from children.models.guardians import Guardian, GuardianLink, ReadCode
from children.models.starts import ColumnName, LocationStart
from children.models.texts import ConsentTextApproval

__all__ = [
    "Arrangement",
    "Attachment",
    "Child",
    "ColumnName",
    "ConsentEvent",
    "ConsentPolicy",
    "ConsentQuestion",
    "ConsentTextApproval",
    "Group",
    "GroupStay",
    "GroupWorker",
    "Guardian",
    "GuardianLink",
    "LocationStart",
    "ReadCode",
]
