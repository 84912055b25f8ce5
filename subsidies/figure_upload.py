"""Lets the upload pages read in figures: what they ask, and what becomes of the answers."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from partners.states import RegisterKind
from partners.uploads import Importer, add_importer
from subsidies.figure_import import import_figures
from subsidies.states import FigureKind


def read_options(options: Mapping[str, Any]) -> dict[str, Any]:
    """Return kind and reference date of an upload as the import takes them."""
    return {"kind": FigureKind(options["kind"]), "day": date.fromisoformat(options["date"])}


def offer() -> None:
    """Tell the upload pages of figures."""
    importer = Importer(import_figures, kinds=tuple(FigureKind.choices), read_options=read_options)
    add_importer(RegisterKind.FIGURES, importer)
