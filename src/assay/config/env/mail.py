"""How mail leaves."""

from dataclasses import dataclass, field

from assay.config import variables
from assay.kernel.privacy import Secret


@dataclass(frozen=True, kw_only=True)
class Mail:
    """How mail leaves."""

    smtp_url: Secret = field(
        metadata=variables.described(
            variables.address("smtp", "smtp+tls", "smtps"),
            example="smtp+tls://user:password@mail.example.com:587",
            about="Where mail is handed over: smtp (plain), smtp+tls (STARTTLS) or smtps.",
        )
    )
    mail_from: str = field(
        metadata=variables.described(
            variables.text,
            example="Assay <hello@assay.example.com>",
            about="The sender of our mails.",
            default="Assay <hello@localhost>",
        )
    )
