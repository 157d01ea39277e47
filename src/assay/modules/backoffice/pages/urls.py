"""Addresses of the backoffice. Other modules' staff pages stand beside them, from their ``admin`` files."""

from django.urls import path

from assay.modules.backoffice.pages import home, looking, people, workspaces

app_name = "backoffice"

urlpatterns = [
    path("staff/", home.home, name="home"),
    path("staff/log/", home.log, name="log"),
    path("staff/people/", people.people, name="people"),
    path("staff/people/<uuid:person_id>/", people.person, name="person"),
    path("staff/people/<uuid:person_id>/address/", people.reveal, name="reveal"),
    path("staff/people/<uuid:person_id>/acts/<slug:name>/", people.act, name="act"),
    path("staff/people/<uuid:person_id>/look/", looking.look, name="look"),
    path("staff/look/end/", looking.stop, name="stop"),
    path("staff/workspaces/", workspaces.workspaces, name="workspaces"),
    path("staff/workspaces/<uuid:workspace_id>/", workspaces.workspace, name="workspace"),
    path("staff/workspaces/<uuid:workspace_id>/log/", workspaces.log, name="workspace_log"),
]
