"""What people may type where others will read it."""

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from assay.modules.identity.policy.access import one_line


def plain_line(text: str) -> str:
    """Return one line without doubled blanks. Raises ValidationError for characters that hide or turn others around."""
    line = one_line(text)
    if line is None:
        raise ValidationError(_("Use letters, digits and ordinary punctuation."))
    return line
