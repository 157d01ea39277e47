"""For the type checker and other tools that read settings and reach no server: examples instead of an environment."""

import os

os.environ.setdefault("ENVIRONMENT", "test")
os.environ.setdefault("SECRET_KEY", "only-for-tools-that-reach-no-server-and-sign-nothing")
os.environ.setdefault("MASTER_KEYS", "only-for-tools-that-reach-no-server-and-seal-nothing")
os.environ.setdefault("INDEX_KEYS", "1:only-for-tools-that-reach-no-server-and-seal-nothing")
os.environ.setdefault("DATABASE_URL", "postgresql://nobody@127.0.0.1:1/nothing")
os.environ.setdefault("VALKEY_URL", "redis://127.0.0.1:1/0")
os.environ.setdefault("BASE_URL", "http://localhost")
os.environ.setdefault("SMTP_URL", "smtp://127.0.0.1:1")

from assay.config.settings.test import *  # noqa: F403 -- the lines above have to come first
