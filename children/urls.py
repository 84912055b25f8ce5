"""Addresses of the children and their groups."""

from django.urls import path

from children.views import children, groups, lists, starts

urlpatterns = [
    path("kinderen/", children.ChildListView.as_view(), name="children"),
    path("kinderen/toevoegen/", children.ChildAddView.as_view(), name="child_add"),
    path("kinderen/inlezen/", lists.ChildListImportView.as_view(), name="child_import"),
    path("kinderen/starten/<int:pk>/", starts.StartView.as_view(), name="location_start"),
    path("kinderen/<uuid:key>/", children.ChildView.as_view(), name="child"),
    path("kinderen/<uuid:key>/groep/", children.ChildMoveView.as_view(), name="child_move"),
    path("kinderen/<uuid:key>/vertrek/", children.ChildLeaveView.as_view(), name="child_leave"),
    path("kinderen/<uuid:key>/terug/", children.ChildReturnView.as_view(), name="child_return"),
    path("kinderen/<uuid:key>/vergissing/", children.ChildUndoView.as_view(), name="child_undo"),
    path("groepen/", groups.GroupListView.as_view(), name="groups"),
    path("groepen/toevoegen/", groups.GroupAddView.as_view(), name="group_add"),
    path("groepen/<int:pk>/wijzigen/", groups.GroupChangeView.as_view(), name="group_change"),
    path("groepen/<int:pk>/sluiten/", groups.GroupCloseView.as_view(), name="group_close"),
]
