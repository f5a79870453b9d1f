# Everything here needs python3 (3.11 or later, with venv) and nothing else.
PYTHON ?= python3
VENV := .venv
PY := $(VENV)/bin/python
CODE := bot handlers storage tests

# "3.11" for a Python that will do, empty for one that will not: a stamp of another version is a stale stamp.
VERSION := $(shell $(PYTHON) -c 'import sys; v = sys.version_info; print(f"{v[0]}.{v[1]}" if v >= (3, 11) else "")' 2>/dev/null)
RUN := $(VENV)/run-$(VERSION).stamp
DEV := $(VENV)/dev-$(VERSION).stamp

PIP := $(PY) -m pip --disable-pip-version-check --no-input
INSTALL := $(PIP) install --quiet --require-hashes --no-deps --no-compile --requirement
LOCK := $(VENV)/bin/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes \
	--no-emit-index-url --custom-compile-command 'make lock' pyproject.toml

.PHONY: help run teams-playground test check bench format lock docs gallery pictures newcomer python
.DEFAULT_GOAL := help

help:  ## this list
	@sed -n 's/^\([a-z-]*\):.*## /  make \1\t/p' $(MAKEFILE_LIST) | expand -t 26

run: $(RUN)  ## start Rungs; with no token set, the local Slack too
	@$(PY) -m bot run

teams-playground: $(RUN)  ## start Rungs with Microsoft's Agents Playground, which needs Node.js; AS=ana sits there as Ana
	@$(PY) -m bot teams-playground $(if $(AS),--as $(AS))

# In the order of their names the files with a browser, few tests that take long, come early. By the number of its tests
# one of them would be the last, and a core would wait for it.
test: $(DEV)  ## the whole suite, on SQLite and on PostgreSQL
	@$(PY) -m pytest --quiet --numprocesses 2 --dist loadfile --no-loadscope-reorder

check: $(DEV)  ## lint, format, types, imports, the shape of the tree
	@$(VENV)/bin/ruff check .
	@$(VENV)/bin/ruff format --check .
	@$(VENV)/bin/mypy --strict
	@$(VENV)/bin/lint-imports --no-logo
	@$(PY) -m pytest --quiet tests/test_tree.py

bench: $(DEV)  ## what things cost, each beside its floor
	@$(PY) -m tests.benchmarks

format: $(DEV)  ## put the code into the house format
	@$(VENV)/bin/ruff check --fix .
	@$(VENV)/bin/ruff format .

lock: $(DEV)  ## write the lock files anew from pyproject.toml; UPGRADE=1 takes the newest versions
	@$(LOCK) $(if $(UPGRADE),--upgrade) --output-file requirements/run.lock
	@$(LOCK) $(if $(UPGRADE),--upgrade) --group dev --constraint requirements/run.lock --output-file requirements/dev.lock

docs: $(RUN)  ## write docs/commands.md and the table in README.md anew from the code
	@$(PY) -m bot commands > docs/.commands.md && mv docs/.commands.md docs/commands.md
	@$(PY) -m bot commands --into README.md

gallery: $(RUN)  ## draw every screen to .gallery/, with pictures where Chromium is found
	@$(PY) -m bot gallery --out .gallery

pictures: $(DEV)  ## take the pictures of README.md and docs/ anew; needs Chromium
	@$(PY) -m tests.pictures

newcomer: $(DEV)  ## measure the way from git clone to the first updated key result; needs Chromium
	@$(PY) -m tests.pictures.newcomer

python:
	@test -n '$(VERSION)' || { echo 'Rungs needs Python 3.11 or later, and "$(PYTHON)" is not. Install one, then say for example: make run PYTHON=python3.12' >&2; exit 2; }

# An environment of another Python, or a half-made one, is made anew; a sound one is brought up to the lock.
define install
	@$(PY) -c 'import sys, pip; sys.exit("%d.%d" % sys.version_info[:2] != "$(VERSION)")' 2>/dev/null \
		|| $(PYTHON) -m venv --clear $(VENV)
	@echo 'Installing $< into $(VENV)'
	@$(INSTALL) $<
	@touch $@
endef

$(RUN): requirements/run.lock | python
	$(install)

$(DEV): requirements/dev.lock | python
	$(install)
