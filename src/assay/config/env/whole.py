"""Every variable in one typed class."""

from dataclasses import dataclass
from urllib.parse import urlsplit

from assay.config.env.audit import Audit
from assay.config.env.federation import Federation
from assay.config.env.keys import Keys
from assay.config.env.mail import Mail
from assay.config.env.outside import Outside
from assay.config.env.payments import Payments
from assay.config.env.provision import Provision
from assay.config.env.service import Service
from assay.config.env.sessions import Sessions
from assay.config.env.stores import Stores


@dataclass(frozen=True, kw_only=True)
class Env(Payments, Federation, Audit, Outside, Sessions, Mail, Stores, Keys, Provision, Service):
    """What the environment says. Addresses are secrets because they carry passwords."""

    @property
    def host(self) -> str:
        """The host name in BASE_URL."""
        return urlsplit(self.base_url).hostname or ""

    @property
    def hosts(self) -> tuple[str, ...]:
        """Host names the web process answers."""
        return self.allowed_hosts or (self.host,)

    @property
    def is_https(self) -> bool:
        """Whether people reach us over TLS."""
        return self.base_url.startswith("https://")
