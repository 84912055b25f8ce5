"""htmx on top of pages that work without it: same address, same view, a part of the template."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.cache import patch_vary_headers


class FragmentMixin:
    """View mixin: answers an htmx request with the fragment of the page that changes.

    The fragment of `subsidies/decisionletter_list.html` is `subsidies/_decisionletter_rows.html`
    unless `fragment_template_name` names another; the page includes it. A view that answers both
    ways says so in `Vary`, and a page restored from history is always whole.
    """

    request: HttpRequest
    fragment_template_name: str = ""

    def is_fragment(self) -> bool:
        """Say whether htmx asks for the part only."""
        htmx = getattr(self.request, "htmx", None)
        return htmx is not None and bool(htmx) and not htmx.history_restore_request

    def get_template_names(self) -> list[str]:
        """Return the fragment for htmx, else the page."""
        names: list[str] = super().get_template_names()  # type: ignore[misc]
        return (
            [self.fragment_template_name or fragment_of(names[0])] if self.is_fragment() else names
        )

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Answer, and tell caches that the answer depends on htmx."""
        response: HttpResponse = super().dispatch(request, *args, **kwargs)  # type: ignore[misc]
        patch_vary_headers(response, ["HX-Request", "HX-History-Restore-Request"])
        return response


def fragment_of(template_name: str) -> str:
    """Return the fragment that belongs to a page: `a/b_list.html` → `a/_b_rows.html`."""
    folder, slash, file = template_name.rpartition("/")
    stem = file.removesuffix(".html").rsplit("_", 1)[0]
    return f"{folder}{slash}_{stem}_rows.html"
