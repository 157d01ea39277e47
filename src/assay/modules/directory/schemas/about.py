"""What the interface says about itself (RFC 7643, 5 to 7): what it can do, which resources there are, of what shape."""

from collections.abc import Sequence
from typing import Any, Final

from assay.modules.directory.schemas import CORE, address_of

MOST_RESULTS: Final = 200
GUIDE: Final = "https://www.rfc-editor.org/rfc/rfc7644"
_IMMUTABLE: Final = {"mutability": "immutable"}
_READ_ONLY: Final = {"mutability": "readOnly"}


def provider() -> dict[str, Any]:
    """Return the ServiceProviderConfig."""
    no = {"supported": False}
    return {
        "schemas": [f"{CORE}ServiceProviderConfig"],
        "documentationUri": GUIDE,
        "patch": {"supported": True},
        "bulk": {**no, "maxOperations": 0, "maxPayloadSize": 0},
        "filter": {"supported": True, "maxResults": MOST_RESULTS},
        "changePassword": no,
        "sort": no,
        "etag": {"supported": True},
        "authenticationSchemes": [
            {
                "type": "oauthbearertoken",
                "name": "Bearer token",
                "description": "A token of the workspace, made by its owner.",
                "primary": True,
            }
        ],
        "meta": _meta("ServiceProviderConfig", "ServiceProviderConfig", ""),
    }


def resource_types() -> tuple[dict[str, Any], ...]:
    """Return the resources there are."""
    return tuple(
        {
            "schemas": [f"{CORE}ResourceType"],
            "id": name,
            "name": name,
            "endpoint": f"/{name}s",
            "description": description,
            "schema": f"{CORE}{name}",
            "meta": _meta("ResourceType", "ResourceTypes", name),
        }
        for name, description in (("User", "Somebody of the company"), ("Group", "A role in the workspace"))
    )


def schemas() -> tuple[dict[str, Any], ...]:
    """Return the shape of a user and of a group: exactly what is kept."""
    inner = [_text("formatted"), _text("familyName"), _text("givenName")]
    emails = [_text("value", **_READ_ONLY), _text("type", **_READ_ONLY), _flag("primary", **_READ_ONLY)]
    member = [_text("value", **_IMMUTABLE), _text("$ref", **_READ_ONLY), _text("display", **_READ_ONLY)]
    user = [
        _text("userName", required=True, uniqueness="server", **_IMMUTABLE),
        _text("externalId", caseExact=True),
        _group("name", inner),
        _text("displayName"),
        _flag("active"),
        _group("emails", emails, multiValued=True, **_READ_ONLY),
        _group("groups", member, multiValued=True, **_READ_ONLY),
    ]
    group = [_text("displayName", required=True, **_READ_ONLY), _group("members", member, multiValued=True)]
    return (_schema("User", user), _schema("Group", group))


def _schema(name: str, attributes: Sequence[dict[str, Any]]) -> dict[str, Any]:
    urn = f"{CORE}{name}"
    return {
        "schemas": [f"{CORE}Schema"],
        "id": urn,
        "name": name,
        "description": name,
        "attributes": list(attributes),
        "meta": _meta("Schema", "Schemas", urn),
    }


def _attribute(name: str, kind: str, **said: Any) -> dict[str, Any]:
    usual = {
        "multiValued": False,
        "description": name,
        "required": False,
        "mutability": "readWrite",
        "returned": "default",
    }
    return {"name": name, "type": kind, **usual, **said}


def _text(name: str, **said: Any) -> dict[str, Any]:
    return _attribute(name, "string", **{"caseExact": False, "uniqueness": "none", **said})


def _flag(name: str, **said: Any) -> dict[str, Any]:
    return _attribute(name, "boolean", **said)


def _group(name: str, inner: Sequence[dict[str, Any]], **said: Any) -> dict[str, Any]:
    return _attribute(name, "complex", subAttributes=list(inner), **said)


def _meta(kind: str, place: str, name: str) -> dict[str, str]:
    return {"resourceType": kind, "location": address_of(place, name).rstrip("/")}
