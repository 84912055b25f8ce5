"""The way back after a form: to where the person came from, else to the page it belongs to."""

from typing import Any

from django.utils.http import url_has_allowed_host_and_scheme


class WayBackMixin:
    """View mixin: `next` in the address or in the form names where the person came from."""

    request: Any

    def home(self) -> str:
        """Return the page that the form belongs to."""
        raise NotImplementedError

    def back(self) -> str:
        """Return where to go afterwards; an address elsewhere is not followed."""
        asked = self.request.POST.get("next") or self.request.GET.get("next", "")
        is_own = url_has_allowed_host_and_scheme(asked, allowed_hosts=None)
        return asked if is_own and asked.startswith("/") else self.home()
