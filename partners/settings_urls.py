"""Addresses of the settings of a municipality and of the kindcentra."""

from django.urls import path

from partners.views import (
    boards,
    holidays,
    kindcentra,
    modules,
    reminders,
    school_holidays,
    settings,
)

OWN = "instellingen/<str:code>/"
BOARD = f"{OWN}besturen/<str:number>/"
ISSUERS = f"{OWN}uitvoerder/"
HOLIDAYS = f"{OWN}feestdagen/"
CLOSED = f"{OWN}schoolvakanties/"

urlpatterns = [
    path("instellingen/", settings.SettingsView.as_view(), name="settings"),
    path(f"{OWN}gemeente/", settings.MunicipalityView.as_view(), name="municipality_settings"),
    path(f"{OWN}gemeente/logo/", settings.LogoRemoveView.as_view(), name="logo_remove"),
    path(f"{OWN}besturen/", boards.BoardSettingsListView.as_view(), name="board_settings"),
    path(BOARD, boards.BoardView.as_view(), name="board_edit"),
    path(f"{BOARD}contact/", boards.BoardContactView.as_view(), name="board_contact"),
    path(ISSUERS, settings.IssuerListView.as_view(), name="issuers"),
    path(f"{ISSUERS}nieuw/", settings.IssuerCreateView.as_view(), name="issuer_create"),
    path(f"{ISSUERS}<int:pk>/", settings.IssuerChangeView.as_view(), name="issuer_edit"),
    path(
        f"{ISSUERS}<int:pk>/mandaat/", settings.MandateCreateView.as_view(), name="mandate_create"
    ),
    path(f"{OWN}mandaat/<int:pk>/", settings.MandateChangeView.as_view(), name="mandate_edit"),
    path(f"{OWN}modules/", modules.ModuleListView.as_view(), name="modules"),
    path(f"{OWN}modules/<slug:kind>/", modules.ModuleSwitchView.as_view(), name="module_switch"),
    path(HOLIDAYS, holidays.HolidayListView.as_view(), name="holidays"),
    path(f"{HOLIDAYS}nieuw/", holidays.HolidayAddView.as_view(), name="holiday_add"),
    path(
        f"{HOLIDAYS}<str:day>/weghalen/",
        holidays.HolidayRemoveView.as_view(),
        name="holiday_remove",
    ),
    path(
        f"{CLOSED}nieuw/",
        school_holidays.SchoolHolidayAddView.as_view(),
        name="school_holiday_add",
    ),
    path(
        f"{CLOSED}overnemen/",
        school_holidays.SchoolHolidaysTakeOverView.as_view(),
        name="school_holidays_take_over",
    ),
    path(
        f"{CLOSED}<str:day>/weghalen/",
        school_holidays.SchoolHolidayRemoveView.as_view(),
        name="school_holiday_remove",
    ),
    path(f"{OWN}herinneringen/", reminders.ReminderRulesView.as_view(), name="reminder_rules"),
    path("kindcentra/", kindcentra.KindcentrumListView.as_view(), name="kindcentra"),
    path(
        "kindcentra/<str:code>/nieuw/",
        kindcentra.KindcentrumCreateView.as_view(),
        name="kindcentrum_create",
    ),
    path(
        "kindcentra/<int:pk>/", kindcentra.KindcentrumChangeView.as_view(), name="kindcentrum_edit"
    ),
    path(
        "kindcentra/<int:pk>/verwijderen/",
        kindcentra.KindcentrumRemoveView.as_view(),
        name="kindcentrum_remove",
    ),
]
