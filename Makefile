# `make demo` and `make test` are all a fresh machine needs; both build .venv when it is missing.

.DEFAULT_GOAL := help
.NOTPARALLEL:
.PHONY: setup demo test test-deep bench browser lint lock clean help

# With it set every start compiles every module again: imports are three times slower.
unexport PYTHONDONTWRITEBYTECODE

BIN := .venv/bin
READY := .venv/ready
READY_VIZ := .venv/ready-viz
# Tests share the processors; libraries that take all of them for one product of matrices would only stand in the way.
ALONE := OMP_NUM_THREADS=1 OPENBLAS_NUM_THREADS=1 MKL_NUM_THREADS=1
PIP := $(BIN)/python -m pip --disable-pip-version-check

# An environment remembers its folder; one that was moved or broken is built anew.
ifneq ($(shell cat $(READY) 2>/dev/null && $(BIN)/python -c '' 2>&1),$(CURDIR))
.PHONY: $(READY)
endif

setup: $(READY) ## Build .venv from requirements.lock and compile the model once

$(READY): requirements.lock pyproject.toml
	@python=$$(.ci/find-python) || exit 1; \
	if [ -f $(READY) ] && [ "$$(cat $(READY))" != "$(CURDIR)" ]; then rm -rf .venv; fi; \
	if ! $(BIN)/python -c 'import sys, pip; sys.exit(sys.version_info < (3, 12))' 2>/dev/null; then \
	  echo "Building .venv with $$("$$python" --version)"; \
	  "$$python" -m venv --clear .venv; \
	fi
	@echo "Installing the locked requirements (the first time one to two minutes)"
	@$(PIP) install -qq --require-hashes -r requirements.lock
	@$(PIP) install -qq --no-deps --no-build-isolation -e .
	@echo "Compiling the model, once (one to two minutes on two cores)"
	@$(BIN)/python -m sim.warm
	@printf '%s\n' '$(CURDIR)' > $(READY)

$(READY_VIZ): requirements-viz.lock | $(READY)
	@echo "Installing what Mesa's own page needs"
	@$(PIP) install -qq --require-hashes -r requirements-viz.lock
	@touch $(READY_VIZ)

demo: $(READY) ## Fourteen towns: the baseline against two proposals, with a report
	@$(BIN)/cadreflow demo

test: lint ## Check the code, then run all tests but the deep ones (PYTEST_ARGS=... for more options)
	@.ci/browser || [ "$$CI" != true ]
	@$(ALONE) $(BIN)/python -m pytest -m "not deep" -n auto --dist worksteal $(PYTEST_ARGS)

test-deep: $(READY) $(READY_VIZ) ## Run the long statistical checks and those of Mesa's own page
	@.ci/browser || [ "$$CI" != true ]
	@$(ALONE) $(BIN)/python -m pytest -m deep -n auto --dist worksteal $(PYTEST_ARGS)

bench: $(READY) ## Measure speed and memory against the budget
	@$(BIN)/python -m tests.benchmarks.bench

browser: ## Install Chromium and a Chinese font for the browser tests (Debian, as root)
	@.ci/browser && echo "Chromium and a Chinese font are there."

lint: $(READY) ## Style, types and the direction of imports
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy
	@$(BIN)/lint-imports --no-logo

COMPILE := $(BIN)/uv pip compile --quiet --universal --generate-hashes --no-header --no-annotate \
  --python-version 3.12 $(UPGRADE) pyproject.toml

lock: $(READY) ## Resolve the requirements anew (UPGRADE=--upgrade takes newer versions)
	@$(COMPILE) --extra test --extra lint --extra build -o requirements.lock
	@$(COMPILE) --extra viz -c requirements.lock -o requirements-viz.lock
	@if grep -nE '://|^-|@ ' requirements.lock requirements-viz.lock; then \
	  echo "A lock names an address or an option; it must hold names, versions and hashes only."; exit 1; fi

clean: ## Remove caches and build results; .venv and outputs/ stay
	@rm -rf build dist *.egg-info .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis
	@find . -name __pycache__ -not -path './.venv/*' -prune -exec rm -rf {} +

help: ## Show this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-10s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)
