"""An authority of one's own, as operators have one inside, and the certificates it signs."""

import datetime as dt
import ipaddress
import ssl
from dataclasses import dataclass
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from assay.kernel import clock

_PEM = serialization.Encoding.PEM


@dataclass(frozen=True, slots=True)
class Shown:
    """What a server shows, and the key that belongs to it: in two files, and in one."""

    certificate: Path
    key: Path
    both: Path

    def context(self) -> ssl.SSLContext:
        """What a server brings along."""
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(self.certificate, self.key)
        return context


class Authority:
    """Signs certificates; ``file`` is what those who trust it are given."""

    def __init__(self, folder: Path, name: str = "authority") -> None:
        self._folder, self._name = folder, x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
        self._key = ec.generate_private_key(ec.SECP256R1())
        signs = {"digital_signature": True, "key_cert_sign": True, "crl_sign": True}
        rest = ("content_commitment", "key_encipherment", "data_encipherment", "key_agreement", "encipher_only")
        usage = x509.KeyUsage(**signs, **dict.fromkeys((*rest, "decipher_only"), False))
        made = (
            self._begun(self._name, self._key)
            .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
            .add_extension(usage, critical=True)
            .sign(self._key, hashes.SHA256())
        )
        self.file = folder / f"{name}.pem"
        self.file.write_bytes(made.public_bytes(_PEM))

    def signed(self, *names: str, past: bool = False) -> Shown:
        """Return a certificate for names and numeric addresses; ``past``: it ended yesterday."""
        key = ec.generate_private_key(ec.SECP256R1())
        subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, names[0])])
        made = (
            self._begun(subject, key, days=-1 if past else 2)
            .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
            .add_extension(x509.SubjectAlternativeName([_named(name) for name in names]), critical=False)
            .sign(self._key, hashes.SHA256())
        )
        public = made.public_bytes(_PEM)
        private = key.private_bytes(_PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
        stem = f"{self.file.stem}-{made.serial_number:x}"
        shown = Shown(*(self._folder / f"{stem}.{kind}" for kind in ("crt", "key", "pem")))
        for file, content in ((shown.certificate, public), (shown.key, private), (shown.both, public + private)):
            file.write_bytes(content)
        return shown

    def _begun(self, subject: x509.Name, key: ec.EllipticCurvePrivateKey, *, days: int = 2) -> x509.CertificateBuilder:
        now = clock.now()
        return (
            x509.CertificateBuilder(self._name, subject, key.public_key(), x509.random_serial_number())
            .not_valid_before(now - dt.timedelta(days=3))
            .not_valid_after(now + dt.timedelta(days=days))
            .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
            .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(self._key.public_key()), critical=False)
        )


def _named(name: str) -> x509.GeneralName:
    try:
        return x509.IPAddress(ipaddress.ip_address(name))
    except ValueError:
        return x509.DNSName(name)
