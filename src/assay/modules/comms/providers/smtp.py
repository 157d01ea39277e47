"""Mail over SMTP, through Django's mail settings (SMTP_URL)."""

import smtplib
import ssl

from django.conf import settings
from django.core.mail import EmailMultiAlternatives

from assay.kernel.privacy import mask
from assay.modules.comms.errors import Refused, TryAgain
from assay.modules.comms.types import Outgoing


class SmtpCarrier:
    """Hands mail to the server named in the settings."""

    def hand_over(self, mail: Outgoing) -> None:
        """Send one mail. Raises TryAgain, Refused."""
        try:
            _compose(mail).send()
        except smtplib.SMTPRecipientsRefused as fault:
            raise _judged(fault, max(code for code, _ in fault.recipients.values())) from fault
        except smtplib.SMTPResponseException as fault:
            raise _judged(fault, fault.smtp_code) from fault
        except ssl.SSLError as fault:  # a ValueError too where it is the certificate, which is the service's to mend
            raise TryAgain(mask(f"{type(fault).__name__}: {fault}")) from fault
        except ValueError as fault:  # a header or an address that cannot be written as mail, today or ever
            raise Refused(mask(f"{type(fault).__name__}: {fault}")) from fault
        except (smtplib.SMTPException, OSError) as fault:
            raise TryAgain(mask(f"{type(fault).__name__}: {fault}")) from fault


def _compose(mail: Outgoing) -> EmailMultiAlternatives:
    # The same message always carries the same id. A worker that dies between the server's "taken" and our note of it
    # sends once more, and mailboxes and servers can tell that the second is the first.
    domain = settings.DEFAULT_FROM_EMAIL.rpartition("@")[2].rstrip(">") or "localhost"
    headers = {"Message-ID": f"<{mail.id}@{domain}>", "Auto-Submitted": "auto-generated"}
    composed = EmailMultiAlternatives(mail.subject, mail.text, to=[mail.to.reveal()], headers=headers)
    composed.attach_alternative(mail.html, "text/html")
    return composed


def _judged(fault: Exception, code: int) -> TryAgain | Refused:
    """Tell a refusal for good (5xx, RFC 5321 section 4.2.1) from one for now."""
    said = mask(f"{type(fault).__name__}: {fault}")
    return Refused(said) if code >= 500 else TryAgain(said)
