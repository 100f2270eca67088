# My words: every command a developer needs. `make help` lists them.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PORT ?= 8000
KILLS ?= 1000
CASES ?= 20000
# The words that mark a line in templates and in Python.
WORDS := -k line -k word -k plain -k N_ -k _

.DEFAULT_GOAL := help
.PHONY: help run practice test check strings bench soak shots engines clean

help: ## show this list
	@awk -F ':.*## ' '/^[a-z]+:.*## / {printf "  make %-10s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

run: $(VENV)/.run ## start the app at http://127.0.0.1:8000 (another port: make run PORT=8080)
	$(BIN)/easyread serve --port $(PORT)

practice: $(VENV)/.run ## make a practice book, and say how to open it
	$(BIN)/easyread practice

test: $(VENV)/.dev ## every test, the browser ones included
	$(BIN)/python -m pytest --numprocesses auto --dist worksteal

check: $(VENV)/.dev ## style, types, the shape of the house, content, strings
	$(BIN)/ruff check .
	$(BIN)/ruff format --check --quiet .
	$(BIN)/mypy
	$(BIN)/lint-imports --no-logo
	$(BIN)/easyread check
	$(BIN)/python -m pytest -q tests/unit/content/test_content.py tests/unit/checks/test_strings.py tests/unit/docs/test_find_your_way.py

strings: $(VENV)/.dev ## gather every line for translators; new lines come without a guess
	$(BIN)/pybabel -q extract -F pyproject.toml $(WORDS) --add-location=file --sort-by-file --omit-header -o translations/messages.pot .
	$(BIN)/pybabel -q update -i translations/messages.pot -d translations --no-fuzzy-matching --ignore-obsolete --omit-header

bench: $(VENV)/.dev ## measure speed and size beside their limits
	$(BIN)/python -m benchmarks

soak: $(VENV)/.dev ## kill it 1,000 times, trace it, share 20,000 books, speak 5,000 lines: about ten minutes
	$(BIN)/python -m tests.soak --kills $(KILLS) --cases $(CASES)

shots: $(VENV)/.dev ## save a picture of every kind of page under build/shots/
	$(BIN)/python -m tests.browser.shots $(LOOKS)

engines: $(VENV)/.dev ## four engines look at every kind of page in three looks, with npm: five minutes on two idle cores
	$(BIN)/python -m tests.browser.engines

clean: ## remove what was built; books are never touched
	rm -rf $(VENV) build dist .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache

# A stamp file says which pyproject.toml an environment was made for, so that nothing is done twice.
$(VENV)/.run: pyproject.toml
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable .
	touch $@

$(VENV)/.dev: pyproject.toml
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable '.[dev]'
	$(BIN)/python -m tests.browser.browser
	touch $@ $(VENV)/.run
