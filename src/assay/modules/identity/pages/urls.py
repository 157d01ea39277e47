"""Addresses of identity's pages, and how often each may be asked.

What creates or changes an account runs in one transaction per request: the person, their workspace, the fact and the
mail are stored together or not at all. allauth opens none of its own there. Limits by network address stand here, where
a lost cache leaves a local count; limits by account stand in the settings (ACCOUNT_RATE_LIMITS): allauth knows it.
"""

from collections.abc import Callable
from typing import Final, NoReturn

from allauth.account import views
from django.db import transaction
from django.http import HttpRequest, HttpResponseBase
from django.urls import include, path, re_path

from assay.kernel import reading
from assay.kernel.errors import TooMany
from assay.kernel.throttle import throttle
from assay.modules.identity.events import ACCOUNT
from assay.modules.identity.pages import (
    archives,
    invitations,
    keys,
    leaving,
    members,
    passkeys,
    second_step,
    security,
    sessions,
    settings,
    step_up,
    support,
    totp,
    workspace,
    workspaces,
)
from assay.modules.identity.pages.leaks import looking_ahead, withdrawn
from assay.modules.identity.pages.sign_in import new_password, sign_in
from assay.modules.identity.pages.strength import strength

app_name = "identity"

urlpatterns = [
    # Not under accounts/: what a meter asks must not use up the attempts of those who sign in from the same network.
    path("password-strength/", throttle("120/m", by="address", methods=("POST",))(strength), name="strength"),
    path("app/settings/", settings.settings, name="settings"),
    path("app/settings/support/", support.support, name="support"),
    path("app/settings/support/invite/", support.invite, name="support_invite"),
    path("app/settings/support/end/", support.end, name="support_end"),
    path("app/settings/data/", archives.mine, name="data"),
    path("app/settings/data/export/", archives.export, name="export"),
    path("app/settings/data/<uuid:export_id>/", archives.fetch, name="fetch"),
    path("app/settings/data/<uuid:export_id>/state/", archives.export_state, name="export_state"),
    path("app/settings/delete/", leaving.delete_account, name="delete_account"),
    path("app/settings/delete/ask/", leaving.ask, name="delete_ask"),
    path("app/settings/delete/cancel/", leaving.cancel, name="delete_cancel"),
    path("app/settings/keys/", keys.list_keys, name="keys"),
    path("app/settings/keys/new/", keys.new_key, name="key_new"),
    path("app/settings/keys/<uuid:key_id>/replace/", keys.replace_key, name="key_replace"),
    path("app/settings/keys/<uuid:key_id>/revoke/", keys.revoke_key, name="key_revoke"),
    path("app/settings/workspace/security/", workspace.security, name="workspace_security"),
    path("app/settings/workspace/recoveries/<uuid:recovery_id>/vouch/", workspace.vouch, name="vouch"),
    path("app/settings/security/", security.security, name="security"),
    path("app/settings/security/app/", totp.totp, name="totp"),
    path("app/settings/security/passkeys/add/", passkeys.add, name="passkey_add"),
    path("app/settings/security/factors/<uuid:factor_id>/rename/", security.rename, name="factor_rename"),
    path("app/settings/security/factors/<uuid:factor_id>/remove/", security.remove, name="factor_remove"),
    path("app/settings/security/codes/", security.codes, name="recovery_codes"),
    path("app/settings/security/mailbox/", security.mailbox, name="factor_mailbox"),
    path("accounts/second-step/", second_step.second_step, name="second_step"),
    path("accounts/second-step/lost/", second_step.lost_factor, name="lost_factor"),
    path("accounts/lost-factor/<str:token>/", second_step.lost_confirm, name="lost_confirm"),
    path("accounts/lost-factor/<str:token>/cancel/", second_step.lost_cancel, name="lost_cancel"),
    path("accounts/step-up/", step_up.step_up, name="step_up"),
    path("accounts/passkey/", passkeys.enter, name="passkey_enter"),
    path("accounts/passkey/options/", passkeys.options, name="passkey_options"),
    path("app/settings/sessions/", sessions.sessions_page, name="sessions"),
    path("app/settings/sessions/others/", sessions.end_other_sessions, name="sessions_end_others"),
    path("app/settings/sessions/<uuid:session_id>/end/", sessions.end_session, name="session_end"),
    path("accounts/not-me/<str:token>/", sessions.disown, name="disown"),
    path("app/workspace/", workspaces.workspace, name="workspace"),
    path("app/workspace/list/", workspaces.list_all, name="workspaces"),
    path("app/workspace/switch/", workspaces.switch, name="switch"),
    path("app/workspace/data/", archives.of_workspace, name="workspace_data"),
    path("app/workspace/data/export/", archives.workspace_export, name="workspace_export"),
    path("app/workspace/leave/", workspaces.leave, name="leave"),
    path("app/workspace/delete/", workspaces.delete, name="delete"),
    path("app/workspace/<uuid:workspace_id>/keep/", workspaces.keep, name="keep"),
    path("app/workspace/members/<uuid:person_id>/", members.member, name="member"),
    path("app/workspace/members/<uuid:person_id>/remove/", members.remove, name="member_remove"),
    path("app/workspace/members/<uuid:person_id>/owner/", members.hand_over, name="member_owner"),
    path("app/workspace/invitations/", invitations.invite, name="invite"),
    path("app/workspace/invitations/<uuid:invitation_id>/send/", invitations.resend, name="invitation_send"),
    path("app/workspace/invitations/<uuid:invitation_id>/revoke/", invitations.revoke, name="invitation_revoke"),
    path("app/workspace/invitations/<uuid:invitation_id>/accept/", invitations.accept, name="invitation_accept"),
    path("app/workspace/invitations/<uuid:invitation_id>/decline/", invitations.decline, name="invitation_decline"),
    path("invitations/<str:token>/", invitations.invitation, name="invitation"),
]

_WAIT: Final = 60


def too_often(request: HttpRequest) -> NoReturn:  # noqa: ARG001 – the shape of a handler
    """Answer for allauth when one of its limits is reached. Raises TooMany."""
    raise TooMany("That was too often in a short time. Wait a minute and try again.", retry_after=_WAIT)


def _door(view: Callable[..., HttpResponseBase], *, rate: str, name: str) -> Callable[..., HttpResponseBase]:
    return throttle(rate, by="address", name=f"identity.{name}", methods=("POST",))(_whole(view))


def _whole(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    return looking_ahead(transaction.atomic(view))


_KEY: Final = r"^accounts/password/reset/key/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>.+)/$"

# Without a namespace, because allauth looks for its own names; ours come first and win.
account_urlpatterns = [
    path("accounts/login/", sign_in, name="account_login"),
    path("accounts/signup/", _door(views.signup, rate="20/m", name="signup"), name="account_signup"),
    path(
        "accounts/password/reset/",
        _door(views.password_reset, rate="20/m", name="reset"),
        name="account_reset_password",
    ),
    re_path(_KEY, _door(new_password, rate="20/m", name="key"), name="account_reset_password_from_key"),
    path("accounts/email/", transaction.atomic(views.email), name="account_email"),
    path("accounts/password/change/", _whole(views.password_change), name="account_change_password"),
    path("accounts/password/set/", _whole(views.password_set), name="account_set_password"),
    path("accounts/password/withdrawn/", withdrawn, name="account_password_withdrawn"),
    path("accounts/", include("allauth.urls")),
]

# What these show; they are allauth's, or on the way in or out, where nobody is known yet.
reading.declare(
    *("account_email", "account_change_password", "account_set_password", "account_reauthenticate"), as_=ACCOUNT
)
reading.declare(
    *("account_login", "account_signup", "account_logout", "account_inactive", "account_email_verification_sent"),
    *("account_confirm_email", "account_reset_password", "account_reset_password_done", "account_password_withdrawn"),
    *("account_reset_password_from_key", "account_reset_password_from_key_done", "account_confirm_login_code"),
    *("identity:strength", "identity:second_step", "identity:lost_factor", "identity:lost_confirm"),
    *("identity:lost_cancel", "identity:disown", "identity:passkey_options", "identity:passkey_enter"),
    as_=reading.Nothing(because="a way in or out"),
)
