"""Addresses of the directory's pages. Who may: owners, with a sign-in confirmed within the last ten minutes."""

from django.urls import path

from assay.modules.directory.pages import domains, tokens

app_name = "directory"

urlpatterns = [
    path("app/settings/workspace/domains/", domains.list_all, name="domains"),
    path("app/settings/workspace/domains/<uuid:domain_id>/", domains.domain, name="domain"),
    path("app/settings/workspace/domains/<uuid:domain_id>/check/", domains.check, name="domain_check"),
    path("app/settings/workspace/domains/<uuid:domain_id>/remove/", domains.remove, name="domain_remove"),
    path("app/settings/workspace/directory/", tokens.directory, name="directory"),
    path("app/settings/workspace/directory/<uuid:token_id>/revoke/", tokens.revoke, name="token_revoke"),
]
