"""A report in the demo: of the request that was weighed, in two versions, with a question back."""

from datetime import datetime

from dossier import reports
from dossier.models import ObservationRequest, Report
from dossier.reports import Written
from partners.access import Actor

ABOUT = ("Mees", "Kersentuin")
FIRST = (
    "Mees zit in de kring naast Yara. Hij kijkt naar wie praat en lacht op de goede momenten.\n\n"
    "Bij een vraag aan de hele groep zegt hij niets. In de bouwhoek praat hij wel: hele zinnen."
)
SECOND = f"{FIRST}\n\nNa het fruit vertelde hij mij zonder vragen over zijn opa."
ADVICE = "Geef hem een maatje in de kring, en een korte vraag waar hij het antwoord op weet."
BACK = "Praat hij aan tafel meer dan in de kring?"


def fill(*, coordinator: Actor, at: datetime) -> None:
    """Write two versions and share the second one, once."""
    if Report.objects.exists():
        return
    request = ObservationRequest.objects.get(
        child__first_name=ABOUT[0], child__last_name=ABOUT[1], planned_on__isnull=False
    )
    for seen, text in enumerate((FIRST, SECOND)):
        reports.save(
            key=request.key, written=Written(text, ADVICE), seen=seen, by=coordinator, at=at
        )
    reports.share(key=request.key, seen=2, questions=[BACK], by=coordinator, at=at)
