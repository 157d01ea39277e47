"""`make image` (build), `make image-scan` (scan), and what `make audit` asks about the image (ask)."""

import os
import sys
from importlib import import_module

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "assay.config.settings.typing")
django.setup()

if __name__ == "__main__":
    sys.exit(import_module("tools.image.looks").main(sys.argv[1]))  # it reads modules with tables
