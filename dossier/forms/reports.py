"""Forms of a report: writing, sharing, and the answers to what was asked and thought."""

from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _

from children.forms.enrolment import RefusableForm
from config.forms import bare_helper
from dossier import reports
from dossier.forms.concern import FREE_TEXT
from dossier.models import ReportVersion
from dossier.remark_states import RemarkEnd
from dossier.report_states import OpinionEnd
from dossier.reports import Written


def _area(rows: int) -> forms.Textarea:
    return forms.Textarea(attrs={"rows": rows})


class ReportForm(RefusableForm):
    """What was seen, and what could help; the length is refused by name when it is saved."""

    error_texts: ClassVar[dict[str, Any]] = {"text": _("Schrijf wat je zag.")}
    text = forms.CharField(label=_("Wat zag je?"), widget=_area(14), help_text=FREE_TEXT)
    advice = forms.CharField(
        label=_("Advies"), widget=_area(5), required=False, help_text=FREE_TEXT
    )
    seen = forms.IntegerField(required=False, min_value=0, widget=forms.HiddenInput)

    def __init__(self, *args: Any, newest: ReportVersion | None, **kwargs: Any) -> None:
        """Begin with the newest version."""
        if newest is not None:
            kwargs["initial"] = {"text": newest.text, "advice": newest.advice}
        super().__init__(*args, **kwargs)
        self.helper = bare_helper("text", "advice")

    def written(self) -> Written:
        """Return what was written, also when something is wrong with it."""
        return Written(self.data.get("text", ""), self.data.get("advice", ""))


class ShareForm(RefusableForm):
    """Questions back to childcare, with a report that is shared."""

    seen = forms.IntegerField(required=False, min_value=0, widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Give room for each question."""
        super().__init__(*args, **kwargs)
        for number, name in enumerate(reports.BACK, 1):
            self.fields[name] = forms.CharField(
                label=_("Vraag %d aan de opvang") % number,
                required=False,
                widget=_area(2),
                help_text=FREE_TEXT,
            )
        self.helper = bare_helper(*reports.BACK)

    def questions(self) -> list[str]:
        """Return the questions, empty ones too."""
        return [self.cleaned_data[name] for name in reports.BACK]


class BackForm(RefusableForm):
    """The answer to a question back."""

    error_texts: ClassVar[dict[str, Any]] = {"answer": _("Schrijf je antwoord.")}
    answer = forms.CharField(label=_("Jullie antwoord"), widget=_area(3), help_text=FREE_TEXT)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Let the page draw the form."""
        super().__init__(*args, **kwargs)
        self.helper = bare_helper("answer")


class OpinionForm(RefusableForm):
    """What was done with what a parent wrote."""

    error_texts: ClassVar[dict[str, Any]] = {"end": _("Kies of het verslag is aangepast.")}
    end = forms.ChoiceField(
        label=_("Wat deden jullie ermee?"), choices=OpinionEnd.choices, widget=forms.RadioSelect
    )
    reason = forms.CharField(
        label=_("Uitleg voor de ouder"), widget=_area(3), required=False, help_text=FREE_TEXT
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Let the page draw the form."""
        super().__init__(*args, **kwargs)
        self.helper = bare_helper("end", "reason")


class RemarkForm(OpinionForm):
    """What was done with what a parent wrote of anything but a report."""

    error_texts: ClassVar[dict[str, Any]] = {"end": _("Kies of het is aangepast.")}
    end = forms.ChoiceField(
        label=_("Wat deden jullie ermee?"), choices=RemarkEnd.choices, widget=forms.RadioSelect
    )


class HistoryForm(forms.Form):
    """Which two versions are compared."""

    van = forms.TypedChoiceField(label=_("Van"), coerce=int)
    tot = forms.TypedChoiceField(label=_("Tot"), coerce=int)

    def __init__(self, *args: Any, versions: list[ReportVersion], **kwargs: Any) -> None:
        """Offer the versions that the actor sees."""
        super().__init__(*args, **kwargs)
        fields: dict[str, Any] = self.fields
        for field in fields.values():
            field.choices = [(one.number, _("Versie %d") % one.number) for one in versions]
