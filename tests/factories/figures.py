"""Periods of which figures were counted, and their cells, for tests."""

import factory
from factory.django import DjangoModelFactory

from tests.factories.children import AT
from tests.factories.partners import MunicipalityFactory, SchoolFactory
from transitions.figure_states import Figure, FigurePlace
from transitions.models import FigureCell, FigureCount, FigurePeriod


class FigurePeriodFactory(DjangoModelFactory[FigurePeriod]):
    """The first quarter of a year, of a new municipality."""

    class Meta:
        model = FigurePeriod

    municipality = factory.SubFactory(MunicipalityFactory)
    first_year = 2025
    number = 1
    counted_at = AT


class FigureCountFactory(DjangoModelFactory[FigureCount]):
    """What was counted of a new school."""

    class Meta:
        model = FigureCount

    period = factory.SubFactory(FigurePeriodFactory)
    figure = Figure.BLANK
    school = factory.SubFactory(SchoolFactory)
    n = 6
    k = 0


class FigureCellFactory(DjangoModelFactory[FigureCell]):
    """A hidden cell of a new municipality."""

    class Meta:
        model = FigureCell

    period = factory.SubFactory(FigurePeriodFactory)
    figure = Figure.BLANK
    place = FigurePlace.CITY
