"""`assay serve`: the web process."""

import os
from pathlib import Path
from typing import Any

import click
from granian import Granian
from granian.constants import Interfaces

from assay.config.commands.ready import environment
from assay.config.env import Env, Mode
from assay.launch.trouble import Trouble


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on; 0.0.0.0 in a container.")
@click.option("--port", default=8000, show_default=True, type=click.IntRange(1, 65_535))
@click.option("--workers", default=1, show_default=True, type=click.IntRange(1, 64), help="Processes.")
@click.option(
    "--threads",
    default=12,
    show_default=True,
    envvar="WEB_THREADS",
    type=click.IntRange(2, 128),
    help="Threads of each process.",
)
def serve(*, host: str, port: int, workers: int, threads: int) -> None:
    """Serve the pages and the API."""
    os.environ.setdefault("WEB_PROCESSES", str(workers))  # one machine; more of them are said by the operator
    os.environ["WEB_THREADS"] = str(threads)  # the processes divide them between passwords and everything else
    env = environment()  # a wrong environment is said here, once, instead of by every process
    Granian(
        "assay.config.wsgi:application",
        address=host,
        port=port,
        interface=Interfaces.WSGI,
        workers=workers,
        blocking_threads=threads,
        websockets=False,
        respawn_failed_workers=True,
        respawn_interval=0.5,
        workers_kill_timeout=15,
        **_shown(env),
    ).serve()


def _shown(env: Env) -> dict[str, Any]:
    """Return what the proxy is shown. Raises Trouble where that is half of something, or in production nothing."""
    certificate, key = env.web_certificate, env.web_key
    if env.environment is Mode.PRODUCTION and not certificate:
        raise Trouble(
            "WEB_CERTIFICATE is empty: production serves nothing in clear, to the proxy neither. "
            "Example: WEB_CERTIFICATE=/etc/assay/web.crt and WEB_KEY=/etc/assay/web.key (docs/operate/README.md)"
        )
    if bool(certificate) != bool(key):
        raise Trouble("WEB_CERTIFICATE and WEB_KEY belong together; set both or neither.")
    for name, file in (("WEB_CERTIFICATE", certificate), ("WEB_KEY", key)):
        if file and not Path(file).is_file():
            raise Trouble(f"{name} names {file}, and there is no such file.")
    return {"ssl_cert": Path(certificate), "ssl_key": Path(key)} if certificate else {}
