"""Who may see what: a page for who works here, and one for parents in six languages."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.views.generic import TemplateView

from children import reach_words, text_approvals
from children.consent_texts import WORDINGS
from children.reading_texts import READING
from children.states import Language
from children.views.guardian import GuardianPage
from partners.access import ActorRequiredMixin


class ReachView(ActorRequiredMixin, TemplateView):
    """No child in it, so for everybody who works here; the menu names it where Overdracht is on."""

    template_name = "children/reach.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(
            by_role=reach_words.by_role(),
            without=reach_words.roles_without(),
            by_scope=reach_words.by_scope(),
            **kwargs,
        )


class ParentReachView(GuardianPage):
    """The same for parents: nothing of a child or a place, so anybody may read and print it."""

    template_name = "children/reach_parents.html"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        self.choose_language(text_approvals.available_somewhere(), Language.NL)
        return super().dispatch(request, *args, **kwargs)

    def get(self, _request: HttpRequest, **_kwargs: Any) -> HttpResponse:
        language = self.language
        words, rows = WORDINGS[language].words, reach_words.for_guardians(language)
        return self.show(words, reading=READING[language], rows=rows)
