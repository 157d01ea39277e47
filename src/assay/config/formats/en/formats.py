"""The names that templates and `date_format` ask by: `DATE_FORMAT`, `DATETIME_FORMAT`, `TIME_FORMAT`."""

from typing import Final

DATE_FORMAT: Final = "j F Y"
DATETIME_FORMAT: Final = "j F Y, H:i e"
TIME_FORMAT: Final = "H:i e"
