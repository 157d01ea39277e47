"""Whose accounts people may come in with, beside the ones they open here."""

from dataclasses import dataclass, field

from assay.config import variables
from assay.kernel.privacy import Secret


@dataclass(frozen=True, kw_only=True)
class Federation:
    """What this service is called at the providers everybody may use; empty: that provider is not offered."""

    google_client_id: str = field(
        metadata=variables.described(
            str.strip,
            example="1234567890-abc.apps.googleusercontent.com",
            about="Sign-in with Google: the client id from its console; empty: it is not offered.",
            default="",
        )
    )
    google_client_secret: Secret = field(
        metadata=variables.described(
            variables.maybe_secret,
            example="the-client-secret-from-the-console",
            about="The client secret that belongs to GOOGLE_CLIENT_ID.",
            default="",
        )
    )
    google_issuer: str = field(
        metadata=variables.described(
            variables.place,
            example="https://accounts.google.com",
            about="The issuer of Google's sign-in; another one only where a stand-in takes its place.",
            default="https://accounts.google.com",
        )
    )
    microsoft_client_id: str = field(
        metadata=variables.described(
            str.strip,
            example="00000000-0000-0000-0000-000000000000",
            about="Sign-in with Microsoft: the application (client) id; empty: it is not offered.",
            default="",
        )
    )
    microsoft_client_secret: Secret = field(
        metadata=variables.described(
            variables.maybe_secret,
            example="the-client-secret-of-the-application",
            about="The client secret that belongs to MICROSOFT_CLIENT_ID.",
            default="",
        )
    )
    microsoft_authority: str = field(
        metadata=variables.described(
            variables.place,
            example="https://login.microsoftonline.us",
            about="Microsoft's authority, without a path; national clouds have their own.",
            default="https://login.microsoftonline.com",
        )
    )
    github_client_id: str = field(
        metadata=variables.described(
            str.strip,
            example="Iv1.0123456789abcdef",
            about="Sign-in with GitHub: the client id of the OAuth app; empty: it is not offered.",
            default="",
        )
    )
    github_client_secret: Secret = field(
        metadata=variables.described(
            variables.maybe_secret,
            example="the-client-secret-of-the-oauth-app",
            about="The client secret that belongs to GITHUB_CLIENT_ID.",
            default="",
        )
    )
    github_url: str = field(
        metadata=variables.described(
            variables.place,
            example="https://github.intranet.example.com",
            about="Where GitHub is; your own address with an enterprise server.",
            default="https://github.com",
        )
    )
    github_api_url: str = field(
        metadata=variables.described(
            variables.place,
            example="https://github.intranet.example.com/api/v3",
            about="Where GitHub's interface is.",
            default="https://api.github.com",
        )
    )
