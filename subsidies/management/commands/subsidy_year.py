"""Fill in and establish a subsidy year."""

import json
from pathlib import Path
from typing import Any

from django.core.exceptions import PermissionDenied
from django.core.management.base import CommandError, CommandParser
from django.db import transaction
from django.utils import timezone

from config.commands import JsonCommand, Refusal
from partners.access import Actor, actor_for
from partners.models import Municipality, User
from partners.states import Role
from subsidies.allocation import BudgetError
from subsidies.figures import MissingFiguresError
from subsidies.keys import InvalidKeyError
from subsidies.models import SubsidyYear
from subsidies.school_years import first_year_of
from subsidies.states import IllegalMoveError
from subsidies.years import (
    StaleYearError,
    calculate,
    current_key,
    establish,
    save_year,
)


def municipality_of(code: str) -> Municipality:
    """Return a municipality by its CBS code.

    Raises: Refusal: it is not here.
    """
    found = Municipality.objects.select_related("organisation").filter(
        organisation__key=code.zfill(4)
    )
    if municipality := found.first():
        return municipality
    raise Refusal(f"Gemeente {code} is er niet: maak hem eerst met de opdracht municipality.")


def missing_as_errors(error: MissingFiguresError) -> list[dict[str, Any]]:
    """Return each missing figure as a place for the JSON: school, figure, date and a sentence."""
    return [
        {
            "school": figure.school.key,
            "name": figure.school.name,
            "figure": figure.kind.value,
            "date": figure.date.isoformat(),
            "value": "<5" if figure.is_small else None,
            "message": str(figure),
        }
        for figure in error.missing
    ]


def year_label(text: str) -> int:
    """Read a school year from the command line; wrong usage when it is none."""
    try:
        return first_year_of(text)
    except ValueError as error:
        raise CommandError(str(error), returncode=2) from error


# Kept with a year that the command establishes without putting it before anybody first.
SKIPPED_NOTE = "Niet voorgelegd: vastgesteld met de opdracht subsidy_year."


class Command(JsonCommand):
    help = "Maakt of wijzigt een subsidiejaar en stelt het desgevraagd vast."

    def add_arguments(self, parser: CommandParser) -> None:
        """Add the options of architecture section 4."""
        super().add_arguments(parser)
        parser.add_argument("year", help="schooljaar, zoals 2026-2027")
        parser.add_argument("--municipality", required=True, help="CBS-code")
        parser.add_argument("--budget", help="euro's, zoals 118400.00")
        parser.add_argument("--hourly-rate", help="euro's per uur, zoals 68.40")
        parser.add_argument("--key", type=Path, help="KEY.json")
        parser.add_argument("--establish", action="store_true", help="stel het jaar vast")
        parser.add_argument("--by", metavar="EMAIL", help="wie het vaststelt (rol gem)")

    def run(self, **options: Any) -> None:
        """Save the year, and establish it when asked."""
        first_year = year_label(options["year"])
        if options["establish"] and not options["by"]:
            raise CommandError("Geef met --by wie het jaar vaststelt.", returncode=2)
        municipality = municipality_of(options["municipality"])
        by = self._person(options["by"], municipality) if options["by"] else None
        try:
            with transaction.atomic():  # a year that the budget does not fit is not kept either
                year = self._save(municipality, first_year, options, by)
                if options["establish"] and by is not None and not year.is_established:
                    year = establish(
                        year_id=year.pk, by=by, at=timezone.now(), skipped_note=SKIPPED_NOTE
                    )
                answer, human = self._outcome(year)
        except MissingFiguresError as error:
            raise Refusal(str(error), missing_as_errors(error)) from error
        except (InvalidKeyError, IllegalMoveError, BudgetError, StaleYearError) as error:
            raise Refusal(str(error)) from error
        except PermissionDenied as error:
            raise Refusal(f"{options['by']}: {error}") from error
        head = f"{municipality} {year.label}: {year.get_state_display()}, budget {year.budget}"
        self.answer(
            f"{head}, {human}",
            {
                "municipality": municipality.key,
                "year": year.label,
                "state": year.state,
                "budget": str(year.budget),
                **answer,
            },
        )

    def _outcome(self, year: SubsidyYear) -> tuple[dict[str, Any], str]:
        """Return what the year divides, or which figures a draft still lacks."""
        try:
            outcome = calculate(year)
        except MissingFiguresError as error:
            lines = [f"{len(error.missing)} cijfers ontbreken nog:", *map(str, error.missing)]
            missing = missing_as_errors(error)
            nothing = {"total": None, "remainder": None, "schools": None}
            return {**nothing, "missing": missing}, "\n".join(lines)
        human = (
            f"verdeeld {outcome.total}, restant {outcome.remainder}, {len(outcome.rows)} scholen."
        )
        return {
            "total": str(outcome.total),
            "remainder": str(outcome.remainder),
            "schools": len(outcome.rows),
            "missing": [],
        }, human

    def _save(
        self, municipality: Municipality, first_year: int, options: dict[str, Any], by: Actor | None
    ) -> SubsidyYear:
        """Save what was given; what was not given stays as it is."""
        known = SubsidyYear.objects.filter(municipality=municipality, first_year=first_year).first()
        given = {name: options[name] for name in ("budget", "hourly_rate") if options[name]}
        if options["key"]:
            given["definition"] = self._definition(options["key"])
        if known is not None and not given:
            return known
        if known is not None:
            key = current_key(known)
            given = {
                "budget": known.budget,
                "hourly_rate": known.hourly_rate,
                "definition": key.definition if key else {},
            } | given
        names = {"budget": "--budget", "hourly_rate": "--hourly-rate", "definition": "--key"}
        if missing := [option for name, option in names.items() if name not in given]:
            raise Refusal(f"{options['year']} is nieuw: geef ook {' en '.join(missing)}.")
        return save_year(
            municipality=municipality, first_year=first_year, by=by, at=timezone.now(), **given
        )

    def _definition(self, path: Path) -> Any:
        try:
            return json.loads(path.read_text(encoding="utf-8"), parse_float=str)
        except OSError as error:
            raise Refusal(f"{path.name} is niet te lezen: {error.strerror}.") from error
        except RecursionError as error:
            raise Refusal(
                f"{path.name} is te diep genest: een sleutel heeft vier lagen."
            ) from error
        except ValueError as error:
            where = f", regel {error.lineno}" if isinstance(error, json.JSONDecodeError) else ""
            raise Refusal(f"{path.name}{where}: dit is geen geldige JSON.") from error

    def _person(self, email: str, municipality: Municipality) -> Actor:
        user = User.objects.filter(email__iexact=email).first()
        actor = user and actor_for(user, day=timezone.localdate(), role=Role.GEM)
        if not actor or actor.role != Role.GEM or municipality.pk not in actor.municipality_ids:
            raise Refusal(
                f"{email} heeft geen rol gem bij {municipality}: "
                "alleen zo iemand stelt een verdeling vast."
            )
        return actor
