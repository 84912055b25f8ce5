"""Addresses of people, organisations, registers and the log."""

from django.urls import path

from partners.views import account, log, people, registers, reminders

urlpatterns = [
    path("rol-wisselen/", account.SwitchRoleView.as_view(), name="switch_role"),
    path("geen-rol/", account.NoRoleView.as_view(), name="no_role"),
    path("mijn-organisatie/", account.MyOrganisationView.as_view(), name="my_organisation"),
    path("mijn-herinneringen/", reminders.MyRemindersView.as_view(), name="my_reminders"),
    path("mijn-herinneringen/dag/", reminders.DigestDayView.as_view(), name="digest_day"),
    path(
        "mijn-herinneringen/<int:pk>/terug/",
        reminders.TakeBackView.as_view(),
        name="reminder_take_back",
    ),
    path(
        "mijn-herinneringen/<str:rule>/<str:subject>/<str:due_on>/",
        reminders.PutOffView.as_view(),
        name="reminder_put_off",
    ),
    path("leden/", people.MemberListView.as_view(), name="members"),
    path("leden/uitnodigen/", people.MemberInviteView.as_view(), name="member_invite"),
    path("leden/<int:pk>/wijzigen/", people.MemberChangeView.as_view(), name="member_change"),
    path("leden/<int:pk>/beeindigen/", people.MemberEndView.as_view(), name="member_end"),
    path("leden/<int:pk>/link/", people.MemberLinkView.as_view(), name="member_link"),
    path("organisaties/", people.OrganisationListView.as_view(), name="organisations"),
    path(
        "organisaties/<int:pk>/beheerder/",
        people.FirstAdminView.as_view(),
        name="organisation_invite",
    ),
    path("scholen/", registers.SchoolListView.as_view(), name="schools"),
    path("onderwijsorganisaties/", registers.BoardListView.as_view(), name="boards"),
    path("logboek/", log.LogView.as_view(), name="log"),
]
