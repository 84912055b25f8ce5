"""What the page of a request says when a step is refused, and of the second of two who weigh."""

from children.states import ConsentScope
from dossier import requests
from dossier.request_states import RequestedOf
from tests.dossier.request_town import Town
from tests.dossier.test_request_pages import GOAL, step, text, typed


def test_request_page_says_why_what_stood_on_top_is_refused(town: Town) -> None:
    request = town.prepared(asked=RequestedOf.OWN_COORDINATOR)
    assert "Er is nog geen handtekening" in text(step(town.worker, request, "versturen"))
    signed = town.sign(ConsentScope.OBSERVE_OWN)
    step(town.worker, request, "versturen")
    town.stop(signed)
    shown = text(step(town.carer, request, "plannen", planned_on=typed(1), goal=GOAL))
    assert "Ouders stopten hun toestemming" in shown
    assert GOAL in shown
    assert "Het is niet bewaard" in shown


def test_request_page_tells_the_second_who_weighs(town: Town) -> None:
    request = town.planned()
    step(town.carer, request, "afwegen", outcome="advice", reason="Een maatje.", seen="")
    late = {"outcome": "no_action", "reason": "Afwachten."}
    shown = text(step(town.carer, request, "afwegen", **late, seen=""))
    assert "Intussen woog een ander dit af" in shown
    assert "Een maatje." in shown
    assert "Afwachten." in shown
    request.refresh_from_db()
    assert request.outcome == "advice"
    step(town.carer, request, "afwegen", **late, seen=requests.weighing(request))
    request.refresh_from_db()
    assert request.outcome == "no_action"
