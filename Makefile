# `make demo` and `make test` are all that one needs to know; CONTRIBUTING.md tells of the others.
# Everything is installed inside the checkout. What is up to date is not done again: the files under .build/
# and .venv/ that end in a step's name mark when it was last done.

PORT ?= 8000
HOST ?= 127.0.0.1
ARGS ?=

MAKEFLAGS += --no-print-directory
PYTHON_HERE := .venv/bin/python
PIP := $(PYTHON_HERE) -m pip install --quiet --disable-pip-version-check
TRANSLATIONS := $(wildcard qyzmet/translations/*/*.po qyzmet/translations/*.py)
# Whatever the procedure's pictures are laid out from.
PICTURED := static/diagrams.js $(wildcard qyzmet/procedure/*.py qyzmet/procedure/pictures/*.py requests/procedure/*.py tenders/procedure/*.py catalog/procedure/*.py passports/procedure/*.py programmes/procedure/*.py)
STYLES := $(shell find static -type f -not -path "static/build/*" -not -name diagrams.js 2>/dev/null)

# Caches stay inside the checkout too, unless their places are set already.
export PIP_CACHE_DIR ?= $(CURDIR)/.build/cache/pip
export npm_config_cache ?= $(CURDIR)/.build/cache/npm
# Modules that belong to another program of the user's are not ours.
unexport PYTHONPATH PYTHONHOME

.PHONY: help demo run test soak bench lint types format assets translations diagrams wheel docs lock clean setup setup-dev FORCE

help:
	@echo "make demo          the whole application with sample data on http://$(HOST):$(PORT)   (PORT=… for another,"
	@echo "                   RESET=1 to begin anew)"
	@echo "make run           the same without sample data"
	@echo "make test          every test, on SQLite and on PostgreSQL   (ARGS='-k name' for some)"
	@echo "make lint types    the linter and the type checker"
	@echo "make soak bench    the long tests; the measurements"
	@echo "make format        lay the code out as the linter wants it"
	@echo "make assets translations diagrams   build what the pages need, done by the others as well"
	@echo "make wheel lock    build the wheel; lock newer versions of the libraries"
	@echo "make docs          write the procedure's tables and pictures into docs/"
	@echo "make clean         remove everything that was built, .venv too; instance/ stays"

demo: setup
	@exec .venv/bin/qyzmet demo --port $(PORT) $(if $(RESET),--fresh)

run: setup
	@.venv/bin/qyzmet init
	@exec .venv/bin/qyzmet serve --host $(HOST) --port $(PORT)

test: setup-dev
	@scripts/test.sh $(ARGS)

soak: setup-dev
	@scripts/test.sh soak $(ARGS)

# Every module of bench/ that is not a helper of the others (these begin with an underscore).
bench: setup-dev
	@scripts/bench.sh

lint: .venv/.dev
	@$(PYTHON_HERE) -m ruff check --quiet
	@$(PYTHON_HERE) -m ruff format --check --quiet || { echo "Some files are not laid out: make format" >&2; exit 1; }
	@echo "lint: nothing to say"

types: .venv/.dev
	@scripts/types.sh

format: .venv/.dev
	@$(PYTHON_HERE) -m ruff check --quiet --fix-only
	@$(PYTHON_HERE) -m ruff format --quiet

assets: .build/assets
translations: .build/translations
diagrams: .build/pictures

wheel: setup-dev
	@$(PYTHON_HERE) -m build --wheel --no-isolation --outdir dist . >.build/wheel.log 2>&1 || { cat .build/wheel.log >&2; exit 1; }
	@ls dist/*.whl

# The pages of docs/ that are generated from the procedure's tables.
docs: setup-dev
	@$(PYTHON_HERE) -m qyzmet.procedure.about.documentation

lock: setup-dev
	@scripts/lock.sh

clean:
	rm -rf .venv .build build dist node_modules static/build qyzmet.egg-info .mypy_cache .ruff_cache .pytest_cache .hypothesis
	find qyzmet/translations -name '*.mo' -delete

setup: .venv/.project .build/assets .build/translations .build/pictures
setup-dev: setup .venv/.dev

# --- Python ---------------------------------------------------------------------------------------------------

# Made anew when its Python has gone or the checkout has moved; then all that follows is done anew as well.
ifneq ($(shell scripts/venv.sh usable && echo yes),yes)
.venv/pyvenv.cfg: FORCE
endif
.venv/pyvenv.cfg:
	@scripts/venv.sh

.venv/.run: requirements/run.txt .venv/pyvenv.cfg
	@echo "Installing what the application needs"
	@$(PIP) --require-hashes -r $<
	@touch $@

.venv/.project: setup.cfg setup.py pyproject.toml .venv/.run
	@$(PIP) --no-deps --no-build-isolation -e .
	@touch $@

.venv/.dev: requirements/dev.txt .venv/.project
	@echo "Installing what the tests need"
	@$(PIP) --require-hashes -r $<
	@touch $@

# --- What is built for the pages ------------------------------------------------------------------------------

node_modules/.package-lock.json: package.json package-lock.json .venv/.project
	@echo "Installing what the style needs"
	@mkdir -p .build
	@scripts/npm.sh ci --loglevel=error --no-audit --no-fund --ignore-scripts >.build/npm.log
	@touch $@

ifeq ($(wildcard static/build/*),)
.build/assets: FORCE
endif
.build/assets: node_modules/.package-lock.json $(STYLES)
	@mkdir -p .build
	@scripts/npm.sh run --silent build
	@touch $@

ifeq ($(wildcard qyzmet/translations/*/LC_MESSAGES/*.mo),)
.build/translations: FORCE
endif
.build/translations: $(TRANSLATIONS) .venv/.project
	@mkdir -p .build
	@$(PYTHON_HERE) -m qyzmet.translations.build
	@touch $@

# The layout of the procedure's pictures, in each language. Building the assets empties the folder, so it comes after.
.build/pictures: $(PICTURED) .build/assets .build/translations
	@$(PYTHON_HERE) -m qyzmet.procedure.pictures.build
	@touch $@
