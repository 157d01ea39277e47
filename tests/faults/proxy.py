"""The shipped proxy, run as it is shipped, in front of whatever stands where the web process stands."""

import os
import shutil
import socket
import ssl
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import pytest
import urllib3

from assay.launch.ports import free_port
from tests.faults.authority import Authority

SHIPPED: Final = Path(__file__).resolve().parents[2] / "deploy" / "proxy" / "haproxy.cfg"
PROXY: Final = shutil.which("haproxy", path=f"{os.defpath}:/usr/sbin:/usr/local/sbin")
NAME: Final = "assay.example.com"
needs_proxy: Final = pytest.mark.skipif(
    PROXY is None or shutil.which("openssl") is None, reason="apt-get install haproxy openssl (CI has them)"
)


@dataclass(frozen=True, slots=True)
class Front:
    """The addresses of a running proxy and the authority that its callers trust."""

    plain: int
    secure: int
    authority: Path

    def context(self, *, version: ssl.TLSVersion = ssl.TLSVersion.TLSv1_3) -> ssl.SSLContext:
        """What a browser of one TLS version brings along."""
        context = ssl.create_default_context(cafile=str(self.authority))
        context.minimum_version = ssl.TLSVersion.TLSv1_2
        context.maximum_version = version
        return context

    def get(self, path: str, **headers: str) -> urllib3.BaseHTTPResponse:
        """Ask over TLS, under the name on the certificate."""
        said = {"Host": NAME} | {name.replace("_", "-"): value for name, value in headers.items()}
        with urllib3.HTTPSConnectionPool(
            "127.0.0.1", self.secure, ssl_context=self.context(), server_hostname=NAME, retries=False, timeout=5
        ) as pool:
            return pool.request("GET", path, headers=said)

    @contextmanager
    def line(self, *, version: ssl.TLSVersion = ssl.TLSVersion.TLSv1_3) -> Iterator[ssl.SSLSocket]:
        """A bare connection over TLS."""
        with (
            socket.create_connection(("127.0.0.1", self.secure), timeout=5) as bare,
            self.context(version=version).wrap_socket(bare, server_hostname=NAME) as line,
        ):
            yield line


@contextmanager
def fronted(web: int, *, believes: Path, folder: Path) -> Iterator[Front]:
    """Run the shipped configuration before a port; ``believes``: the authority of what stands there."""
    assert PROXY
    outer = Authority(folder, "outer")
    plain = free_port()
    front = Front(plain=plain, secure=free_port(plain + 1), authority=outer.file)
    env = {
        "PLAIN": f"127.0.0.1:{front.plain}",
        "SECURE": f"127.0.0.1:{front.secure}",
        "CERTIFICATES": str(outer.signed(NAME).both),
        "NAME": NAME,
        "WEB": f"127.0.0.1:{web}",
        "AUTHORITY": str(believes),
    }
    subprocess.run([PROXY, "-c", "-f", str(SHIPPED)], env=env, check=True, capture_output=True)
    proxy = subprocess.Popen([PROXY, "-db", "-f", str(SHIPPED)], env=env, stdout=subprocess.DEVNULL)
    try:
        wait(lambda: front.get("/").status > 0)
        yield front
    finally:
        proxy.terminate()
        proxy.wait(timeout=10)


def wait(is_so: Callable[[], bool], *, seconds: float = 20) -> None:
    """Wait until something answers as it should. Raises TimeoutError."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        try:
            if is_so():
                return
        except (urllib3.exceptions.HTTPError, OSError):
            pass
        time.sleep(0.05)
    raise TimeoutError("it did not come up")
