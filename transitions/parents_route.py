"""Childcare notes that parents bring the form to a school themselves, and takes that back.

An equal route, not only after a no (domain 5.6, `given_to_parents`; ADR 0031). No school sees it.
"""

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from children import trail
from partners.access import Actor
from partners.roles import Permission, require
from transitions import filling, handover_settings, sharing
from transitions.filling import HandoverError
from transitions.models import Handover

GIVEN, TAKEN_BACK = "handover.given_to_parents", "handover.given_taken_back"


@transaction.atomic
def note(*, key: UUID, by: Actor, at: datetime) -> Handover:
    """Note that parents bring it themselves; from now on they can read it along, to do so.

    Raises: DoesNotExist, PermissionDenied, HandoverError: nothing filled in, or not offered here.
    """
    require(by, Permission.FILL_HANDOVER, None)
    handover = sharing.offer(key=key, by=by, at=at)
    if not handover_settings.has_parents_route(handover.location.municipality_id):
        raise HandoverError(_("In deze gemeente geven ouders het formulier niet zelf door."))
    if handover.given_at is None:
        handover.given_by, handover.given_at = trail.membership_of(by, handover.child), at
        handover.save(update_fields=["given_by", "given_at"])
        filling.log(handover, GIVEN, by=by, at=at)
    return handover


@transaction.atomic
def take_back(*, key: UUID, by: Actor, at: datetime) -> Handover:
    """Take the note back. What parents do themselves stays: their codes, and that they read along.

    Raises: DoesNotExist, PermissionDenied, HandoverError: nothing filled in.
    """
    require(by, Permission.FILL_HANDOVER, None)
    handover = sharing.begun(key, by)
    if handover.given_at is not None:
        handover.given_by = handover.given_at = None
        handover.save(update_fields=["given_by", "given_at"])
        filling.log(handover, TAKEN_BACK, by=by, at=at)
    return handover
