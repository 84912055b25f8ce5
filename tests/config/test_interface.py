import re
from decimal import Decimal
from pathlib import Path

import pytest
from django.core.paginator import Paginator
from django.template import Context, Template, TemplateSyntaxError
from django.test import RequestFactory

from config import icons
from config.charts import LineChart

ROOT = Path(__file__).resolve().parents[2]
TEMPLATES = sorted((ROOT / "templates").rglob("*.html"))
PAGES = [file for file in TEMPLATES if "letter" not in file.parts]


def render(text: str, query: str = "", **context) -> str:
    """Render a template on a request with this query."""
    request = RequestFactory().get(f"/scholen/?{query}")
    return Template(text).render(Context({"request": request, **context}))


def hrefs(html: str) -> list[str]:
    """Return the addresses of the links."""
    return [href.replace("&amp;", "&") for href in re.findall(r'href="([^"]*)"', html)]


def test_icon_inlines_a_decoration():
    html = render('{% icon "check" "app-icon--lg" %}')
    assert html == (
        '<svg class="app-icon app-icon--lg" viewBox="0 0 24 24" aria-hidden="true" '
        'focusable="false"><path d="M5 12.5l4.5 4.5L19 7.5"/></svg>'
    )


def test_icon_with_a_label_is_an_image():
    html = render('{% icon "lock" label=label %}', label="Gesloten & klaar")
    assert 'role="img" aria-label="Gesloten &amp; klaar"' in html
    assert "aria-hidden" not in html


def test_icon_refuses_an_unknown_name():
    with pytest.raises(LookupError, match="holds no icon 'eenhoorn'"):
        render('{% icon "eenhoorn" %}')


def test_every_icon_in_the_templates_exists():
    used = {n for f in TEMPLATES for n in re.findall(r'{% icon "([\w-]+)"', f.read_text())}
    used |= {n for f in TEMPLATES for n in re.findall(r'icon_name="([\w-]+)"', f.read_text())}
    assert used <= set(icons.symbols())


def test_badge_shows_tone_and_text():
    html = render('{% badge "letter" state %}', state="sent")
    assert html == (
        '<span class="utrecht-status-badge utrecht-status-badge--success">Verzonden</span>'
    )


@pytest.mark.parametrize(
    ("amount", "way"), [("-45.17", "app-delta--down"), ("408.18", "app-delta--up")]
)
def test_delta_says_the_direction_in_words_too(amount, way):
    html = render("{% delta amount percentage %}", amount=amount, percentage="7.5")
    assert way in html
    assert ("meer: " in html, "minder: " in html) == (way.endswith("up"), way.endswith("down"))


def test_delta_of_nothing_has_no_direction():
    assert re.sub(r"<[^>]+>", "", render("{% delta '0.00' '0' %}")) == "€\xa00,000,0%"
    assert render("{% delta None %}") == ""


def test_filters_show_nothing_for_a_value_that_is_not_there():
    text = "{{ a|euro }}{{ a|hours }}{{ a|date_words }}{{ b|school_year }}"
    assert render(text, a=None, b="") == ""


def test_no_break_escapes_the_name():
    assert render("{{ n|no_break }}", n="<’s-H>") == '<span class="app-nb">&lt;’s-H&gt;</span>'


def test_querystring_with_keeps_filters_and_forgets_the_page():
    html = render(
        '{% querystring_with volgorde="naam" %}', "zoek=kc&bestuur=1&bestuur=2&bladzijde=3"
    )
    assert html == "?zoek=kc&amp;bestuur=1&amp;bestuur=2&amp;volgorde=naam"


def test_querystring_with_keeps_all_when_the_page_changes():
    assert render("{% querystring_with bladzijde=2 %}", "zoek=a%20b") == "?zoek=a+b&amp;bladzijde=2"


def test_querystring_with_none_removes_a_key():
    assert render("{% querystring_with zoek=None %}", "zoek=a&soort=x") == "?soort=x"


@pytest.mark.parametrize(
    ("query", "href", "direction"),
    [
        ("", "?volgorde=-naam", 'aria-sort="ascending"'),
        ("volgorde=naam", "?volgorde=-naam", 'aria-sort="ascending"'),
        ("volgorde=-naam", "?volgorde=naam", 'aria-sort="descending"'),
        ("volgorde=code&zoek=a", "?zoek=a&volgorde=naam", ""),
    ],
)
def test_sort_head_turns_the_order_round(query, href, direction):
    html = render('{% sort_head "naam" "School" default="naam" %}', query)
    assert hrefs(html) == [href]
    assert re.findall(r'aria-sort="\w+"', html) == ([direction] if direction else [])


def test_sort_head_passes_classes_on():
    html = render('{% sort_head "a" "A" numeric=True css="app-hide-phone" %}')
    assert 'class="app-c-num app-hide-phone"' in html


def test_pagination_counts_and_links():
    page = Paginator(range(43), 10).page(2)
    html = render("{% pagination page %}", "zoek=kc&bladzijde=2", page=page)
    assert "11 tot en met 20 van 43" in html
    assert hrefs(html) == [f"?zoek=kc&bladzijde={n}" for n in (1, 1, 2, 3, 4, 5, 3)]


def test_pagination_of_one_page_has_no_links():
    html = render("{% pagination page %}", page=Paginator(range(3), 10).page(1))
    assert "1 tot en met 3 van 3" in html
    assert hrefs(html) == []


def test_breadcrumbs_link_the_way_and_not_the_page_itself():
    html = render('{% breadcrumbs "Hulp" "help" "Kaart" "/kaart/" "Hier" %}')
    assert hrefs(html) == ["/", "/hulp/", "/kaart/"]
    assert re.findall(r'aria-current="page">([^<]*)', html) == ["Hier"]


def test_breadcrumbs_refuse_a_label_without_its_page():
    with pytest.raises((ValueError, TemplateSyntaxError)):
        render('{% breadcrumbs "Hulp" "Hier" %}')


def test_line_chart_says_its_conclusion_and_its_figures():
    chart = LineChart(
        key="uren",
        title="Uren per maand",
        conclusion="3 van de 4 uur zijn gebruikt.",
        periods=["aug", "sep", "okt"],
        done=[Decimal(0), Decimal(3)],
        planned=[Decimal(0), Decimal(2), Decimal(4)],
        done_label="nu: 3 uur",
        planned_label="planning: 4 uur",
        column_names=("Maand", "Gebruikt", "Planning"),
    )
    html = render("{% line_chart chart %}", chart=chart)
    assert '<desc id="uren-uitleg">3 van de 4 uur zijn gebruikt.</desc>' in html
    assert 'class="c-a" d="M30.0 184.0 L228.0 55.0"' in html
    assert re.findall(r"<td[^>]*>([^<]*)</td>", html) == [
        f"{hours}\xa0uur" if hours != "–" else "–" for hours in ("0", "0", "3", "2", "–", "4")
    ]


def test_every_own_class_in_the_templates_has_a_rule():
    css = "".join(file.read_text() for file in (ROOT / "static/css").glob("*.css"))
    scripts = "".join(file.read_text() for file in (ROOT / "static/js").glob("*.js"))
    known = set(re.findall(r"\.(app-[\w-]+)", css + scripts))
    bare = [re.sub(r"{%.*?%}|{{.*?}}", " ", file.read_text()) for file in PAGES]
    used = {
        c for text in bare for value in re.findall(r'class="([^"]*)"', text) for c in value.split()
    }
    assert {name for name in used if name.startswith("app-") and not name.endswith("-")} <= known


def test_templates_hold_no_inline_style_or_script():
    inline = re.compile(
        r"<style|\sstyle=|<script(?![^>]*(?:\ssrc=|application/json))|\son\w+=", re.IGNORECASE
    )
    assert [str(file) for file in PAGES if inline.search(file.read_text())] == []


def test_css_never_selects_a_class_of_the_library():
    own = (ROOT / "static/css").glob("*.css")
    bare = {file.name: re.sub(r"/\*.*?\*/", "", file.read_text(), flags=re.DOTALL) for file in own}
    assert [name for name, text in bare.items() if ".utrecht-" in text] == []
