"""Whatever sends mail about children has a test of its own that no mail holds a child."""

from pathlib import Path

import pytest

# Each module that queues a mail, and the file of tests in which a test bears number 26.
SENDERS = {
    "children/guardian_mails.py": "children/test_read_codes.py",
    "children/question_mails.py": "children/test_question_mails.py",
    "dossier/meeting_mails.py": "dossier/test_meetings.py",
    "dossier/request_mails.py": "dossier/test_requests.py",
    "dossier/team_mails.py": "dossier/test_teams.py",
    "transitions/arrival_mails.py": "transitions/test_arrivals.py",
    "transitions/handover_mails.py": "transitions/test_handover_pages.py",
    "transitions/registration_mails.py": "transitions/test_information.py",
}


@pytest.mark.privacy(26)
def test_every_sender_is_held_by_a_test_of_its_mails(base_dir: Path) -> None:
    found = [
        str(path.relative_to(base_dir))
        for app in ("children", "dossier", "transitions")
        for path in sorted((base_dir / app).rglob("*.py"))
        if "outbox.queue(" in path.read_text(encoding="utf-8")
    ]
    assert found == sorted(SENDERS)
    for tests in SENDERS.values():
        assert "26)" in (base_dir / "tests" / tests).read_text(encoding="utf-8")
