"""The form of every command: a sentence for people, or one JSON object and an exit code."""

import json
from io import StringIO
from typing import Any

import pytest
from django.core.management import call_command, get_commands, load_command_class

from config.commands import JsonCommand, Refusal

FAULT = {"line": 3, "column": "NAAM", "value": "x", "message": "Te kort."}
STABLE = {
    "allocate", "demo", "doctor", "import_schools", "letters", "member", "municipality",
    "subsidy_year",
}  # fmt: skip


class Greet(JsonCommand):
    """Tells, then answers."""

    def run(self, **options: Any) -> None:
        self.tell("Even geduld.")
        self.answer("Dag café.", {"greeting": "Dag café."})


class Refuse(JsonCommand):
    """Refuses a file."""

    def run(self, **options: Any) -> None:
        raise Refusal("Het bestand is geweigerd.", [FAULT], created=0)


class RefusePlainly(JsonCommand):
    """Refuses with one sentence."""

    def run(self, **options: Any) -> None:
        raise Refusal("Nee.")


def outcome(command: JsonCommand, **options: Any) -> tuple[int, str, str]:
    """Run a command and return its exit code, stdout and stderr."""
    out, err = StringIO(), StringIO()
    try:
        call_command(command, stdout=out, stderr=err, no_color=True, **options)
    except SystemExit as end:
        return int(end.code or 0), out.getvalue(), err.getvalue()
    return 0, out.getvalue(), err.getvalue()


def test_answer_for_people_is_told_as_it_goes() -> None:
    assert outcome(Greet()) == (0, "Even geduld.\nDag café.\n", "")


def test_answer_as_json_is_one_object_and_nothing_else() -> None:
    assert outcome(Greet(), json=True) == (0, '{"greeting": "Dag café."}\n', "")


def test_refusal_for_people_is_one_sentence_and_exit_1() -> None:
    assert outcome(Refuse()) == (1, "", "Het bestand is geweigerd.\n")


def test_refusal_as_json_has_its_places_and_the_sentence_too() -> None:
    code, out, err = outcome(Refuse(), json=True)
    assert (code, err) == (1, "Het bestand is geweigerd.\n")
    assert json.loads(out) == {"created": 0, "errors": [FAULT]}


def test_refusal_without_places_names_its_sentence() -> None:
    assert json.loads(outcome(RefusePlainly(), json=True)[1]) == {"errors": [{"message": "Nee."}]}


def test_run_has_to_be_written() -> None:
    with pytest.raises(NotImplementedError):
        JsonCommand().run()


@pytest.mark.parametrize("name", sorted(STABLE))
def test_command_with_a_stable_interface_can_answer_in_json(name: str) -> None:
    command = load_command_class(get_commands()[name], name)
    parser = command.create_parser("manage.py", name)
    assert isinstance(command, JsonCommand)
    assert command.help.endswith(".")
    assert "--json" in parser.format_help()


@pytest.mark.parametrize("name", sorted(STABLE - {"demo", "doctor"}))
def test_command_without_its_arguments_exits_with_2(
    name: str, capsys: pytest.CaptureFixture[str]
) -> None:
    command = load_command_class(get_commands()[name], name)
    with pytest.raises(SystemExit) as end:
        command.run_from_argv(["manage.py", name])
    assert end.value.code == 2
    assert "usage:" in capsys.readouterr().err
