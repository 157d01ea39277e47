"""What a directory may say of a user, and how what it sends changes that. Pure: a document in, values out.

Attributes we do not keep are passed over wherever they stand; a directory sends many, and an error for each would stop
it. So what is not in ``FIELDS`` changes nothing, whatever it is called.
"""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any, Final

from assay.modules.directory.policy.filters import path_of
from assay.modules.directory.types import UserOrder

MOST_OPERATIONS: Final = 100
LONGEST_TEXT: Final = 256
FIELDS: Final[Mapping[str, str]] = {
    "username": "user_name",
    "externalid": "external_id",
    "displayname": "display_name",
    "name.givenname": "given_name",
    "name.familyname": "family_name",
    "name.formatted": "formatted",
    "active": "is_active",
}
_TRUTH: Final[Mapping[str, bool]] = {"true": True, "false": False}


class UserInvalid(ValueError):
    """A document does not say what it has to; ``kind`` is its scimType."""

    def __init__(self, detail: str, *, kind: str = "invalidValue") -> None:
        super().__init__(detail)
        self.kind = kind


def read_user(document: Any, *, is_active: bool = True) -> UserOrder:
    """Return what a whole document says of a user (POST, PUT). Raises UserInvalid.

    ``is_active``: what holds where it says nothing of that. A PUT without it brings nobody back who was let go.
    """
    if not isinstance(document, dict):
        raise UserInvalid("The body is not an object.", kind="invalidSyntax")
    order = _with_all(UserOrder(user_name="", is_active=is_active), document)
    if not order.user_name:
        raise UserInvalid("userName is required.")
    return order


def patched(order: UserOrder, document: Any) -> UserOrder:
    """Return what a user is after a PATCH (RFC 7644, 3.5.2); all operations, or none. Raises UserInvalid."""
    for verb, path, value in operations(document):
        if verb == "remove":
            order = _without(order, path)
        elif path:
            order = _with(order, path, value)
        elif isinstance(value, dict):
            order = _with_all(order, value)
        else:
            raise UserInvalid("An operation without a path needs an object as its value.")
    return order


def operations(document: Any) -> Iterator[tuple[str, str, Any]]:
    """Give verb, path (lower case, empty for none) and value of each operation. Raises UserInvalid."""
    lowered = {str(name).lower(): value for name, value in document.items()} if isinstance(document, dict) else {}
    listed = lowered.get("operations")
    if not isinstance(listed, list) or not 0 < len(listed) <= MOST_OPERATIONS:
        raise UserInvalid(f"Operations is a list of 1 to {MOST_OPERATIONS} operations.", kind="invalidSyntax")
    for one in listed:
        named = {str(name).lower(): value for name, value in one.items()} if isinstance(one, dict) else {}
        verb, path = named.get("op"), named.get("path") or ""
        if not isinstance(verb, str) or verb.lower() not in {"add", "replace", "remove"}:
            raise UserInvalid("An operation is add, replace or remove.", kind="invalidSyntax")
        if not isinstance(path, str) or len(path) > LONGEST_TEXT:
            raise UserInvalid("A path is a short text.", kind="invalidPath")
        if verb.lower() == "remove" and not path:
            raise UserInvalid("What is to be removed has to be named.", kind="noTarget")
        yield verb.lower(), path_of(path), named.get("value")


def _with_all(order: UserOrder, document: Mapping[str, Any]) -> UserOrder:
    for name, value in document.items():
        path = path_of(str(name))
        if path == "name" and isinstance(value, dict):
            for inner, text in value.items():
                order = _with(order, f"name.{str(inner).lower()}", text)
        else:
            order = _with(order, path, value)
    return order


def _with(order: UserOrder, path: str, value: Any) -> UserOrder:
    if path == "name" and isinstance(value, dict):
        return _with_all(order, {"name": value})
    field = FIELDS.get(path)
    if field is None:
        return order
    if field == "is_active":
        return replace(order, is_active=_truth(value))
    return _set(order, field, text=_text(path, value))


def _without(order: UserOrder, path: str) -> UserOrder:
    if path in {"username", "active"}:
        raise UserInvalid(f"{path} cannot be removed.", kind="mutability")
    if path == "name":
        return replace(order, given_name="", family_name="", formatted="")
    field = FIELDS.get(path)
    return _set(order, field, text="") if field else order


def _set(order: UserOrder, field: str, *, text: str) -> UserOrder:
    changes: dict[str, Any] = {field: text}
    return replace(order, **changes)


def _truth(value: Any) -> bool:
    """Read true and false, also as the texts that Entra ID sends. Raises UserInvalid."""
    found = _TRUTH.get(value.lower()) if isinstance(value, str) else value
    if not isinstance(found, bool):
        raise UserInvalid("active is true or false.")
    return found


def _text(path: str, value: Any) -> str:
    if value is None:
        return ""
    if not isinstance(value, str) or len(value) > LONGEST_TEXT or not value.isprintable():
        raise UserInvalid(f"{path} is a text of at most {LONGEST_TEXT} characters that can be printed.")
    return value.strip()
