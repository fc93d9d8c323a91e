# Two commands are enough: `make run` and `make test`. Each sets up what it needs first.

.DEFAULT_GOAL := help
.PHONY: help run test check fix lock docs docs-site screenshot bench clean setup setup-test

BIN := .venv/bin
UV := uv==0.13.9
# With ARGS one of the two parts may have nothing to run, which pytest tells by exit code 5.
NONE_CHOSEN = $(if $(ARGS),|| test $$? -eq 5)

help: ## Show this list
	@sed -n 's/^\([a-z-]*\):.*## /\1\t/p' $(MAKEFILE_LIST) | while IFS="$$(printf '\t')" read -r name does; do \
		printf '  make %-12s %s\n' "$$name" "$$does"; done

setup: ## Make everything ready for `make run` (part of it)
	@scripts/set-up app

setup-test: ## Make everything ready for `make test` (part of it)
	@scripts/set-up dev

run: setup ## Set up what is missing and open the app; flags: make run ARGS="--offline"
	@$(BIN)/tui-voice $(ARGS)

# Sound in real time wants the machine to itself: those tests come last, one after the other.
test: check ## Set up what is missing, check the code, run all tests; more: ARGS="-k barge_in"
	$(BIN)/pytest -m "not rig" -n auto --dist loadgroup $(ARGS) $(NONE_CHOSEN)
	$(BIN)/pytest -m rig $(ARGS) $(NONE_CHOSEN)

check: setup-test ## Style, types, import contracts, spelling, the site and its links
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/lint-imports --no-cache
	$(BIN)/codespell
	$(BIN)/pyright --pythonpath $(BIN)/python
	$(BIN)/python docs/make_site.py

fix: setup-test ## Mend what can be mended by itself: imports, layout
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

lock: ## Pin the newest versions the ranges in pyproject.toml allow, with hashes
	@scripts/lock $(UV)

docs: setup-test ## Write what is made from the code: settings, keys, flags, reliability, manual page
	$(BIN)/python docs/make_configuration.py
	$(BIN)/python docs/make_reliability.py
	$(BIN)/python docs/make_man.py
	$(BIN)/python docs/make_flags.py

docs-site: setup-test ## Make the site of docs/ in build/docs/site
	$(BIN)/python docs/make_site.py

screenshot: setup-test ## Take docs/screen.svg from the running app
	$(BIN)/python docs/make_screenshot.py

bench: setup-test ## Measure, and print a table
	$(BIN)/python -m benchmarks $(ARGS)

clean: ## Remove all that set-up and tests made
	rm -rf .venv .cache .pytest_cache .ruff_cache .hypothesis .import_linter_cache build dist
