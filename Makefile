# Everything a person or a machine does with this checkout. `make` alone lists it.
PYTHON ?= python3
BIN := .venv/bin
PREPARE := $(PYTHON) packaging/prepare.py
PYTEST := $(BIN)/python -m pytest -v
PARALLEL ?= -n 2 --dist loadscope
# The tests start many processes of their own; each would translate every module again.
unexport PYTHONDONTWRITEBYTECODE
ARGS ?=
DIR ?=

.DEFAULT_GOAL := help
.PHONY: help run setup test quick lint types screenshots starters picture bench corpora endurance package unpackage clean

help: ## list these commands
	@sed -n 's/^\([a-z]*\):.*## \(.*\)/  make \1\t\2/p' Makefile | expand -t 22

run: ## set everything up and open Mailer; without a screen, play its demonstration in the terminal
	@$(PREPARE) run
	@if [ -n "$$DISPLAY$$WAYLAND_DISPLAY" ] || [ "$$(uname)" = Darwin ]; then \
		exec $(BIN)/mailer-gui $(ARGS); \
	else \
		echo "There is no screen here (neither DISPLAY nor WAYLAND_DISPLAY is set), so Mailer plays its demonstration in the terminal."; \
		exec $(BIN)/mailer-gui demo --no-window $(ARGS); \
	fi

setup: ## set everything up for working on Mailer, and run nothing
	@$(PREPARE) test

test: setup ## set everything up, then lint, types, import contracts and all tests
	@$(MAKE) --no-print-directory -j2 lint types
	$(PYTEST) $(PARALLEL) -m "not endurance and not benchmark" $(ARGS)

quick: PARALLEL := -n 2 --dist worksteal
quick: setup ## the same without the slow tests
	@$(MAKE) --no-print-directory -j2 lint types
	$(PYTEST) $(PARALLEL) -m "not slow and not endurance and not benchmark" $(ARGS)

lint: setup ## style, formatting and import contracts
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/lint-imports

types: setup ## strict type checks
	$(BIN)/mypy

screenshots: setup ## pictures of every page, light and dark, into screenshots/
	env -u WAYLAND_DISPLAY xvfb-run -a -s "-screen 0 1600x1000x24" $(BIN)/python -m tests.screenshots --out screenshots $(ARGS)

starters: setup ## pictures of every starter message at three widths, light and dark, into screenshots/starters/
	env -u WAYLAND_DISPLAY xvfb-run -a -s "-screen 0 1600x1000x24" $(BIN)/python -m tests.screenshots.starters --out screenshots/starters $(ARGS)

picture: setup ## the picture of the README, into docs/
	env -u WAYLAND_DISPLAY xvfb-run -a -s "-screen 0 1600x1000x24" $(BIN)/python -m tests.screenshots readme --out docs

bench: setup ## measure against other tools, which it installs; ARGS=--full: up to a million; results go to bench-results/
	$(PYTEST) -s -m benchmark tests/benchmarks $(ARGS)

corpora: setup ## check public collections of files against what they say; DIR=folder
	@test -n "$(DIR)" || { echo "Say where they are: make corpora DIR=folder"; exit 2; }
	$(BIN)/python -m tests.corpora "$(DIR)"

endurance: setup ## the long proofs: kills, stops, locks, full disks, power cuts, bad servers, properties with up to 100,000 examples
	MAILER_HYPOTHESIS=thorough $(PYTEST) -s -m "endurance or hypothesis" --timeout 3600 $(ARGS)

package: ## build the program that starts with a double click, and put it in this person's menu
	@$(PREPARE) package
	@$(BIN)/python packaging/package.py build install

unpackage: ## take it out of the menu again
	@$(PYTHON) packaging/package.py uninstall

clean: ## remove everything that was built or measured; .venv too
	rm -rf .venv build dist screenshots bench-results .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
