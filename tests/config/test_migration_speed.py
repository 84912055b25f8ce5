"""The shortcut through migrations leaves the same classes and asks for the same SQL."""

from contextlib import nullcontext
from typing import Any

import pytest
from django.core.management import load_command_class
from django.db import connection, models
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.state import ModelState, ProjectState

from config.management.commands.migrate import Command
from config.migration_speed import shortcuts

POSITIVE = models.CheckConstraint(condition=models.Q(number__gt=0), name="shop_street_positive")
SMALL = models.CheckConstraint(condition=models.Q(number__lt=9), name="shop_street_small")
UNIQUE = models.UniqueConstraint(fields=["number"], name="shop_street_unique")
INDEX = models.Index(fields=["number"], name="shop_street_number")


def rendered_state() -> ProjectState:
    """Return two tables of which one points at the other, with classes."""
    number = [("id", models.AutoField(primary_key=True)), ("number", models.IntegerField())]
    town = ("town", models.ForeignKey("shop.Town", models.CASCADE))
    state = ProjectState()
    state.add_model(ModelState("shop", "Town", number[:1]))
    state.add_model(ModelState("shop", "Street", [*number, town]))
    assert state.apps
    return state


def read_back(state: ProjectState) -> dict[tuple[str, str], ModelState]:
    """Return what the classes of a state are."""
    return ProjectState.from_apps(state.apps).models


def built_anew(state: ProjectState) -> dict[tuple[str, str], ModelState]:
    """Return what the classes of a state would be if Django built all of them."""
    return read_back(ProjectState(models=state.models))


@pytest.mark.parametrize("is_cloned", [False, True])
def test_shortcut_leaves_the_classes_that_the_state_describes(is_cloned: bool) -> None:
    state = rendered_state()
    before = state.apps.get_model("shop", "street")
    assert before._meta.total_unique_constraints == []
    state = state.clone() if is_cloned else state
    with shortcuts():
        for constraint in (UNIQUE, POSITIVE, SMALL):
            state.add_constraint("shop", "street", constraint)
        state.add_index("shop", "street", INDEX)
        state.remove_constraint("shop", "street", POSITIVE.name)
    assert state.apps.get_model("shop", "street") is before
    assert before._meta.total_unique_constraints == [UNIQUE]
    options = state.models["shop", "street"].options
    assert options == {"constraints": [UNIQUE, SMALL], "indexes": [INDEX]}
    assert read_back(state) == built_anew(state)


def test_shortcut_needs_no_classes() -> None:
    state = rendered_state()
    del state.apps
    with shortcuts():
        state.add_constraint("shop", "street", UNIQUE)
    assert "apps" not in vars(state)
    assert read_back(state) == built_anew(state)


def sql_of_partners(*, is_short: bool) -> list[str]:
    """Return what all migrations of `partners` ask of an empty database."""
    loader = MigrationLoader(connection)
    (newest,) = loader.graph.leaf_nodes("partners")
    plan = [loader.graph.nodes[key] for key in loader.graph.forwards_plan(newest)]
    with shortcuts() if is_short else nullcontext():
        statements: list[str] = loader.collect_sql([(migration, False) for migration in plan])
    return statements


@pytest.mark.slow
@pytest.mark.django_db
def test_shortcut_asks_for_the_same_sql() -> None:
    full: list[Any] = sql_of_partners(is_short=False)
    assert sql_of_partners(is_short=True) == full
    assert sum("ADD CONSTRAINT" in line for line in full) > 40


def test_migrate_is_the_command_with_the_shortcut() -> None:
    assert isinstance(load_command_class("config", "migrate"), Command)
