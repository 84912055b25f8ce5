import pytest
from django.template.loader import get_template
from django.test import RequestFactory
from django.urls import URLResolver, get_resolver
from django.views.generic import TemplateView
from django_htmx.middleware import HtmxDetails

from config.htmx import FragmentMixin, fragment_of


class ListView(FragmentMixin, TemplateView):
    """A page with rows."""

    template_name = "partners/school_list.html"


def names(view=ListView, **headers) -> list[str]:
    """Return the templates a view chooses for a request with these headers."""
    request = RequestFactory().get("/", headers=headers)
    request.htmx = HtmxDetails(request)
    instance = view()
    instance.setup(request)
    return instance.get_template_names()


def test_fragment_of_lies_beside_its_page():
    assert fragment_of("partners/school_list.html") == "partners/_school_rows.html"
    assert fragment_of("lijst.html") == "_lijst_rows.html"


@pytest.mark.parametrize(
    ("headers", "template"),
    [
        ({}, "partners/school_list.html"),
        ({"HX-Request": "true"}, "partners/_school_rows.html"),
        (
            {"HX-Request": "true", "HX-History-Restore-Request": "true"},
            "partners/school_list.html",
        ),
    ],
)
def test_get_template_names_depends_on_who_asks(headers, template):
    assert names(**headers) == [template]


def test_get_template_names_prefers_the_named_fragment():
    view = type("Named", (ListView,), {"fragment_template_name": "partners/_own.html"})
    assert names(view, **{"HX-Request": "true"}) == ["partners/_own.html"]


def test_get_template_names_without_middleware_is_the_page():
    view = ListView()
    view.setup(RequestFactory().get("/"))
    assert view.get_template_names() == ["partners/school_list.html"]


def test_dispatch_tells_caches_what_the_answer_depends_on():
    request = RequestFactory().get("/")
    assert ListView.as_view()(request)["Vary"] == "HX-Request, HX-History-Restore-Request"


def views_with_a_fragment(patterns=None):
    """Return every view of the product that answers htmx with a part of its page."""
    for one in get_resolver().url_patterns if patterns is None else patterns:
        if isinstance(one, URLResolver):
            yield from views_with_a_fragment(one.url_patterns)
        elif issubclass(getattr(one.callback, "view_class", object), FragmentMixin):
            yield one.callback.view_class


def test_every_page_with_a_fragment_has_its_template():
    views = set(views_with_a_fragment())
    assert views
    for view in views:
        model = getattr(view, "model", None)
        page = view(is_fragment=lambda: True, object_list=model and model.objects.none())
        get_template(page.get_template_names()[0])
