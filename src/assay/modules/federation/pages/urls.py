"""Addresses of federation's pages. Each provider has a way back of its own, so that no answer of one is another's."""

from django.urls import path

from assay.kernel import reading
from assay.modules.federation.pages import company, connection, going, joining, links, returning

app_name = "federation"

urlpatterns = [
    path("accounts/with/open/", joining.join, name="join"),
    path("accounts/with/connect/", joining.connect, name="connect"),
    path("accounts/with/prove/", joining.prove, name="prove"),
    path("accounts/with/proof/<str:token>/", joining.proof, name="proof"),
    path("accounts/with/company/", company.company, name="company"),
    path("accounts/with/<str:key>/only/", company.only, name="company_only"),
    path("accounts/with/<str:key>/", going.go, name="go"),
    path("accounts/with/<str:key>/callback/", returning.callback, name="callback"),
    path("app/settings/accounts/", links.links, name="links"),
    path("app/settings/accounts/confirm/", links.confirm, name="confirm"),
    path("app/settings/accounts/add/<str:key>/", links.add, name="link_add"),
    path("app/settings/accounts/<uuid:link_id>/remove/", links.remove, name="link_remove"),
    path("app/settings/workspace/sign-in/", connection.connection, name="connection"),
    path("app/settings/workspace/sign-in/switch/", connection.switch, name="connection_switch"),
    path("app/settings/workspace/sign-in/factor/", connection.factor, name="connection_factor"),
    path("app/settings/workspace/sign-in/remove/", connection.remove, name="connection_remove"),
]

reading.declare(
    *("federation:join", "federation:prove", "federation:proof", "federation:company", "federation:company_only"),
    *("federation:go", "federation:callback"),
    as_=reading.Nothing(because="a way in, before anybody is known"),
)
