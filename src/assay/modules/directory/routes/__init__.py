"""The addresses of SCIM 2.0 (RFC 7644). Who may: whoever has a token of the workspace, which is all they see."""

from django.urls import path

from assay.modules.directory.routes import about, groups, users

urlpatterns = [
    path("scim/v2/ServiceProviderConfig", about.provider, name="scim_provider"),
    path("scim/v2/ResourceTypes", about.resource_types, name="scim_resource_types"),
    path("scim/v2/ResourceTypes/<str:name>", about.resource_type, name="scim_resource_type"),
    path("scim/v2/Schemas", about.schemas, name="scim_schemas"),
    path("scim/v2/Schemas/<str:name>", about.schema, name="scim_schema"),
    path("scim/v2/Users", users.users, name="scim_users"),
    path("scim/v2/Users/<uuid:user_id>", users.user, name="scim_user"),
    path("scim/v2/Groups", groups.groups, name="scim_groups"),
    path("scim/v2/Groups/<str:name>", groups.group, name="scim_group"),
]
