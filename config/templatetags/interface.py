"""Tags and filters of every page; loaded as builtins, so no template loads them."""

from collections.abc import Mapping
from typing import Any

from django import template
from django.conf import settings
from django.core.paginator import Page
from django.http import HttpRequest, QueryDict
from django.shortcuts import resolve_url
from django.utils.html import format_html
from django.utils.safestring import SafeString

from config import badges, charts, formats, icons

register = template.Library()
SORT, PAGE = "volgorde", "bladzijde"


def _or_nothing(function: Any) -> Any:
    """Let a filter show nothing for a value that is not there."""

    def filtered(value: Any) -> str:
        return "" if value is None or value == "" else function(value)

    return filtered


for _name, _function in {
    "euro": formats.euro,
    "signed_euro": formats.signed_euro,
    "hours": formats.hours,
    "percent": formats.percent,
    "signed_percent": formats.signed_percent,
    "date_words": formats.date_words,
    "date_short": formats.date_short,
    "time_words": formats.time_words,
    "moment_words": formats.moment_words,
    "school_year": formats.school_year,
}.items():
    register.filter(_name, _or_nothing(_function))


@register.filter
def no_break(value: Any) -> SafeString:
    """Keep a name on one line: `’s-Hertogenbosch`."""
    return format_html('<span class="app-nb">{}</span>', value)


@register.simple_tag
def icon(name: str, css: str = "", label: str = "") -> SafeString:
    """Show one of our icons; give a label only when no text stands beside it."""
    return icons.svg(name, css=css, label=label)


@register.simple_tag
def badge(kind: str, state: str) -> SafeString:
    """Show the status badge of a state: `{% badge "letter" letter.state %}`."""
    found = badges.badge(kind, state)
    return format_html(
        '<span class="utrecht-status-badge utrecht-status-badge--{}">{}</span>',
        found.tone, found.text,
    )  # fmt: skip


@register.simple_tag
def delta(amount: Any, percentage: Any = None) -> SafeString:
    """Show a difference in euros with arrow, sign and hidden text, never by colour alone."""
    if amount is None:
        return SafeString("")
    text = formats.signed_euro(amount)
    share = "" if percentage is None else formats.signed_percent(percentage)
    extra = format_html('<span class="app-delta__pct">{}</span>', share)
    if text == formats.euro(0):
        return format_html('<span class="app-delta"><i></i><span>{}</span>{}</span>', text, extra)
    way, arrow, words = (
        ("down", "arrow-down", "minder: ")
        if text[0] == formats.MINUS
        else ("up", "arrow-up", "meer: ")
    )
    return format_html(
        '<span class="app-delta app-delta--{}">{}<span class="app-vh">{}</span>'
        "<span>{}</span>{}</span>",
        way, icons.svg(arrow), words, text, extra,
    )  # fmt: skip


@register.simple_tag
def plain_static(path: str) -> str:
    """Return the address of a static file without its hash: for pages that must never fail."""
    return f"{settings.STATIC_URL}{path}"


def _query(request: HttpRequest) -> QueryDict:
    return request.GET.copy()


@register.simple_tag(takes_context=True)
def querystring_with(context: Mapping[str, Any], **changes: Any) -> str:
    """Return this page's query with changes; None removes a key.

    Filters and order survive. Any change other than of the page itself goes back to page 1.
    """
    query = _query(context["request"])
    if PAGE not in changes:
        query.pop(PAGE, None)
    for key, value in changes.items():
        query.pop(key, None)
        if value is not None:
            query.setlist(key, [str(value)])
    return f"?{query.urlencode()}"


@register.inclusion_tag("_sort_head.html", takes_context=True)
def sort_head(context: Mapping[str, Any], key: str, label: str, **options: Any) -> dict[str, Any]:
    """Show a table head that sorts: `{% sort_head "name" "School" default="name" numeric=True %}`.

    `default` is the order of the page when the query names none; `css` adds classes.
    """
    current = context["request"].GET.get(SORT, options.get("default", ""))
    is_up, is_down = current == key, current == f"-{key}"
    return {
        "key": key,
        "label": label,
        "href": querystring_with(context, **{SORT: f"-{key}" if is_up else key}),
        "direction": "ascending" if is_up else "descending" if is_down else "",
        "css": f"{'app-c-num ' if options.get('numeric') else ''}{options.get('css', '')}".strip(),
    }


@register.inclusion_tag("_pagination.html", takes_context=True)
def pagination(context: Mapping[str, Any], page: "Page[Any]") -> dict[str, Any]:
    """Show `1 tot en met 25 van 43` and, when there is more than one, the pages."""
    numbers = page.paginator.get_elided_page_range(page.number, on_each_side=1, on_ends=1)
    links = [
        {
            "number": n,
            "href": querystring_with(context, **{PAGE: n}),
            "is_current": n == page.number,
        }
        if isinstance(n, int)
        else {"number": None}
        for n in numbers
    ]
    previous, following = page.number - 1, page.number + 1
    return {
        "page": page,
        "links": links,
        "previous": querystring_with(context, **{PAGE: previous}) if page.has_previous() else "",
        "next": querystring_with(context, **{PAGE: following}) if page.has_next() else "",
    }


@register.inclusion_tag("_breadcrumbs.html")
def breadcrumbs(*parts: str) -> dict[str, Any]:
    """Show the way to this page: label and URL (or URL name) in turn, the page itself last.

    `{% breadcrumbs "Subsidiejaren" "subsidy_years" year.label %}`; the start page comes first.
    """
    *links, current = parts
    pairs = zip(links[::2], links[1::2], strict=True)
    return {
        "links": [{"label": label, "href": resolve_url(to)} for label, to in pairs],
        "current": current,
    }


@register.inclusion_tag("_line_chart.html")
def line_chart(chart: charts.LineChart) -> dict[str, Any]:
    """Draw a line chart with its conclusion as text and its figures as a table."""
    return {"chart": chart}


@register.inclusion_tag("_bar_chart.html")
def bar_chart(chart: charts.BarChart) -> dict[str, Any]:
    """Draw a bar chart with its conclusion as text and its figures as a table."""
    return {"chart": chart}
