"""What staff are shown of no workspace in particular; what they do is announced by `identity`."""

from django.utils.translation import gettext_lazy as _

from assay.kernel.reading import Of, seen

DEEDS = seen("backoffice.deeds", says=_("what staff did"), of=Of.HOUSE)
