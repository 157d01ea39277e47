"""The page on which one chooses who to be."""

from collections.abc import Mapping
from html import escape
from typing import Any

from assay.sandbox.oidc.tenant import Tenant

_PAGE = """<!doctype html><html lang="en"><head><meta charset="utf-8"><title>{name} (stand-in)</title>
<meta name="viewport" content="width=device-width"><style>
body{{font:16px/1.5 system-ui,sans-serif;max-width:26rem;margin:3rem auto;padding:0 1rem;color-scheme:light dark}}
label{{display:block;margin:.8rem 0}} input[type=email],input[type=text]{{width:100%;padding:.5rem;font:inherit}}
button{{padding:.6rem 1.2rem;font:inherit}}</style></head><body><main><h1>{name}</h1>
<p>This is a stand-in on this machine, not the real service. Be whoever you like.</p>
<form method="post" action="{action}"><label>Email address <input type="email" name="email" value="{email}"></label>
<label>Subject (who it is; empty: by the address) <input type="text" name="sub"></label>
<label><input type="checkbox" name="email_verified" value="yes" checked> the address is verified</label>
<label><input type="checkbox" name="several" value="yes"> with a second factor</label>
<button type="submit">Sign in</button> <button type="submit" name="no" value="no">Cancel</button></form>
</main></body></html>"""
TENANT = "11111111-2222-4333-8444-555555555555"


def choose(tenant: Tenant, action: str) -> str:
    """Return the page."""
    name = tenant.issuer.rpartition("/")[2].title()
    return _PAGE.format(name=escape(name), action=escape(action, quote=True), email="dana@company.example")


def listed(tenants: Mapping[str, Tenant]) -> str:
    """Return the page that says what there is, secrets and all: they open nothing but this."""
    rows = "".join(
        f"<dt>{escape(name)}</dt><dd>{escape(tenant.issuer)}<br>{escape(client)} / {escape(secret)}</dd>"
        for name, tenant in tenants.items()
        for client, secret in tenant.clients.items()
    )
    head = "<!doctype html><html lang='en'><meta charset='utf-8'><title>Providers (stand-ins)</title>"
    return f"{head}<h1>Identity providers (stand-ins)</h1><p>Issuer; client ID / secret.</p><dl>{rows}</dl></html>"


def claims(tenant: Tenant, chosen: Mapping[str, str]) -> dict[str, Any]:
    """Return what the tenant will say of whoever was chosen."""
    email = chosen.get("email", "")
    said: dict[str, Any] = {"sub": chosen.get("sub") or email or "nobody"}
    said["amr"] = ["pwd", "otp", "mfa"] if chosen.get("several") == "yes" else ["pwd"]
    if email:
        said |= {"email": email, "email_verified": chosen.get("email_verified") == "yes"}
    if tenant.is_microsoft:
        said |= {"tid": chosen.get("tid") or TENANT, "oid": said["sub"]}
    if chosen.get("hd"):
        said["hd"] = chosen["hd"]
    if chosen.get("xms_edov"):
        said["xms_edov"] = True
    return said
