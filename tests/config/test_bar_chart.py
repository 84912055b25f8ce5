"""The bar chart: longest bar full width, a mark for the earlier value, a table with all bars."""

from decimal import Decimal

from django.template import Context, Template

from config.charts import MAX_BARS, WIDTH, Bar, BarChart


def chart(*bars: Bar) -> BarChart:
    return BarChart(
        "proef", "Bedragen", "Signum krijgt het meest.", bars, ("Bestuur", "Nu", "Toen")
    )


def test_bars_are_as_long_as_their_values() -> None:
    drawn = chart(Bar("Signum", Decimal(100)), Bar("ATO", Decimal(25))).drawn
    assert [placed.width for placed in drawn] == [WIDTH, WIDTH / 4]


def test_earlier_value_that_was_higher_sets_the_scale() -> None:
    [placed] = chart(Bar("Signum", Decimal(50), Decimal(100))).drawn
    assert (placed.width, placed.before_x) == (WIDTH / 2, WIDTH)


def test_chart_without_any_amount_is_drawn() -> None:
    [placed] = chart(Bar("Signum", Decimal(0))).drawn
    assert (placed.width, placed.before_x) == (0, None)


def test_more_bars_than_fit_stand_in_the_table_only() -> None:
    bars = [Bar(f"Bestuur {n}", Decimal(n)) for n in range(MAX_BARS + 3)]
    many = chart(*bars)
    assert (len(many.drawn), many.left_out) == (MAX_BARS, 3)
    assert [placed.bar.value for placed in many.drawn] == [Decimal(n) for n in range(3, 18)]


def test_table_says_what_the_drawing_shows() -> None:
    bars = [
        Bar("Signum", Decimal("82080.00"), Decimal("80000.00")),
        Bar("Nour", Decimal("4104.00")),
    ]
    html = Template("{% bar_chart chart %}").render(Context({"chart": chart(*bars)}))
    assert "Signum krijgt het meest." in html
    assert html.count("€\xa04.104,00") == 2
    assert '<td class="app-c-num">–</td>' in html
