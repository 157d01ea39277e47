"""A mail service that asks who one is, and shows what it took: mail_service.py FOLDER SMTP_PORT PAGE_PORT."""

import secrets
import sys
import warnings
from pathlib import Path

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session

from assay.sandbox.mail import page
from assay.sandbox.mail.smtp import Catcher
from assay.sandbox.mail.store import Store

PASSWORDS = {"first": "first-of-a-test", "second": "second-of-a-test"}


class Service(Catcher):
    """Knows two users, as services do that let one change a credential."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.kept = folder, Store(folder)
        super().__init__(self.kept)

    def let_in(self, _server: SMTP, _session: Session, _envelope: Envelope, _kind: str, said: object) -> AuthResult:
        """Look at the password, and leave a mark that this user came."""
        if not isinstance(said, LoginPassword):
            return AuthResult(success=False)
        user = said.login.decode()
        is_known = secrets.compare_digest(PASSWORDS.get(user, "").encode(), said.password)
        if is_known:
            (self.folder.parent / f"came-{user}").touch()
        return AuthResult(success=is_known)


def main(folder: str, smtp_port: str, page_port: str) -> None:
    """Serve until somebody ends it."""
    warnings.simplefilter("ignore")  # that a password travels without TLS: on this machine alone
    service = Service(Path(folder))
    line = Controller(
        service,
        hostname="127.0.0.1",
        port=int(smtp_port),
        auth_required=True,
        auth_require_tls=False,
        authenticator=service.let_in,
    )
    line.start()
    with page.server(service.kept, port=int(page_port)) as http:
        http.serve_forever()


if __name__ == "__main__":
    main(*sys.argv[1:])
