# The two commands: `make demo` and `make test`. Everything else serves them.
PY := .venv/bin/python
PYTEST := $(PY) -m pytest
.PHONY: setup setup-test demo serve test test-fast mutants check bench clean-demo

setup:
	@bin/setup run

setup-test:
	@bin/setup test

demo: setup
	@$(PY) manage.py demo
	@exec $(PY) manage.py serve

serve: setup
	@exec $(PY) manage.py serve

# One process more than two cores: tests wait a lot.
test: setup-test
	@$(PYTEST) -n 3 --dist loadgroup

test-fast: setup-test
	@$(PYTEST) -n 3 --dist loadgroup -m "not browser and not jvm and not kill and not slow"

mutants: setup-test
	@$(PYTEST) -n 3 --dist loadgroup tests/children/test_mutants.py

check: setup-test
	@$(PY) -m ruff format --check .
	@$(PY) -m ruff check .
	@$(PY) -m mypy .
	@.venv/bin/lint-imports
	@$(PY) manage.py makemigrations --check --dry-run
	@$(PY) -m config.translations
	@$(PY) -m config.privacy_rules

bench: setup-test
	@$(PY) -m benchmarks
