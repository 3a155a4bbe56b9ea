# Everything that is done with Tijdlijn. Needs Python 3.11 or later, make and git; the rest is fetched into .venv.
# Paths are relative throughout, so that the checkout may stand in a folder with a space in its name.

SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help
.NOTPARALLEL:
MAKEFLAGS += --no-print-directory
export PYTHON

PY := .venv/bin/python
LOCK := UV_CUSTOM_COMPILE_COMMAND="make lock" .venv/bin/uv pip compile --quiet --universal --python-version 3.11 \
	--generate-hashes --no-emit-index-url --no-emit-find-links --no-annotate

# What is started ends with make, even when make is killed.
WITH_MAKE := setpriv --pdeathsig TERM

.PHONY: help
help:  ## list these commands
	@echo 'make …'
	@sed -n 's/^\([a-z-]*\):.*## /  \1\t/p' Makefile | expand -t 16

.PHONY: demo
demo: environment-demo page viewer  ## start the whole demo on this machine and print one address; Ctrl-C ends it
	@exec $(WITH_MAKE) .venv/bin/tijdlijn demo

.PHONY: demo-reset
demo-reset: environment-demo page viewer  ## the same with a fresh world
	@exec $(WITH_MAKE) .venv/bin/tijdlijn demo --reset

.PHONY: check
check: environment-test  ## format, lint, types, imports, locks and generated pages; runs all, reports all (≤ 2 min)
	@$(PY) -m tools.check

.PHONY: test
test: environment-test page viewer  ## all tests but the deep ones; ARGS='-k consent' chooses (≤ 15 min)
	@tools/test.sh $(ARGS)

.PHONY: bench
bench: environment-test page viewer  ## measure, print the table, write build/bench.json
	@$(PY) -m benchmarks

.PHONY: deep
deep: environment-test page viewer  ## the tests that take too long for every change
	@tools/test.sh -m deep $(ARGS)

.PHONY: docs
docs: environment-test  ## write the pages that are made from the repository itself
	@$(PY) -m tools.requirements_table
	@$(PY) -m tools.notice
	@$(PY) -m tools.configuration_reference
	@$(PY) -m tools.event_reference
	@$(PY) -m tools.stream_reference
	@$(PY) -m tools.hazards_table
	@$(PY) -m tools.priors_misses

.PHONY: sealed
sealed: environment-test  ## score the sealed cases of relevant priors: once a release, with the tables committed
	@$(PY) -m tests.gold.recall sealed

.PHONY: lock
lock: environment-test  ## choose versions anew and write requirements/*.txt; UPGRADE=--upgrade takes the newest
	@$(LOCK) $(UPGRADE) requirements/bootstrap.in -o requirements/bootstrap.txt >/dev/null
	@$(LOCK) $(UPGRADE) requirements/runtime.in -o requirements/runtime.txt >/dev/null
	@$(LOCK) $(UPGRADE) requirements/demo.in -c requirements/runtime.txt -o requirements/demo.txt >/dev/null
	@$(LOCK) $(UPGRADE) requirements/test.in -c requirements/demo.txt -o requirements/test.txt >/dev/null

.PHONY: clean
clean:  ## remove everything that make made: environment, page, demo world, caches
	@rm -rf .venv .demo build frontend/node_modules src/tijdlijn/services/timeline/web/dist src/tijdlijn/services/timeline/viewer/dist
	@rm -rf .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
	@find src tests tools -name __pycache__ -prune -exec rm -rf {} +

.PHONY: environment-demo environment-test page viewer
environment-demo:
	@tools/environment.sh demo
environment-test:
	@tools/environment.sh test
page: environment-demo
	@tools/page.sh build
viewer: environment-demo
	@tools/viewer.sh
