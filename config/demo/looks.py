"""What the demo's childcare asked others to look along with: one waits, one was answered."""

from datetime import datetime

from children.models import Child, Group
from dossier import looks
from dossier.looks import NewLook
from dossier.models import LookQuestion
from dossier.states import Asked
from partners.access import Actor
from partners.models import ChildcareLocation, School

ABOUT = ("Lina", "Veldzicht")  # whose parents let the school think along
WAITS = "Lina speelt graag alleen en zegt weinig in de kring. Hoe helpen we haar om mee te doen?"
GROUP = "Bij het opruimen wordt het druk op de groep. Wil je een ochtend met ons meekijken?"
ANSWER = "Ik was er dinsdag. Begin met een liedje en geef twee kinderen een vaste taak."


def fill(
    location: ChildcareLocation, school: School, *, contact: Actor, carer: Actor, at: datetime
) -> None:
    """Ask a coordinator about a child and the care coordinator about a group, once."""
    if LookQuestion.objects.exists():
        return
    child = Child.objects.get(first_name=ABOUT[0], last_name=ABOUT[1])
    to_school = NewLook(
        location_id=location.pk,
        question=WAITS,
        parents_know=True,
        asked=Asked.SCHOOL_COORDINATOR,
        child_key=child.key,
        school_id=school.pk,
    )
    looks.ask(new=to_school, by=contact, at=at)
    about_group = NewLook(
        location_id=location.pk,
        question=GROUP,
        parents_know=False,
        asked=Asked.OWN_COORDINATOR,
        group_id=Group.objects.filter(location=location).order_by("pk")[0].pk,
    )
    look = looks.ask(new=about_group, by=contact, at=at)
    looks.answer(key=look.key, text=ANSWER, seen=0, by=carer, at=at)
