# Everything a person or a machine does with the portal. `make run` needs Python 3.11 or newer and nothing else.

PYTHON ?= python3
VENV   := .venv/bin/python
BOOT   := @$(PYTHON) config/runtime/bootstrap.py
# What the suite runs on both cores; `make test ARGS="parks -k ratio"` narrows it.
ARGS   ?=

.PHONY: help run test lint format types bench install install-dev clean

help:
	@echo "make run      start the portal with demo data     (PORT=8000 DATA_DIR=var HOST=127.0.0.1)"
	@echo "make test     run every test                      (ARGS='parks -k ratio')"
	@echo "make lint     check style, types, layers, templates, migrations"
	@echo "make format   put the code into shape"
	@echo "make bench    measure against hand-written baselines"
	@echo "make clean    remove what was made on the spot, the environment and the data included"

install:
	$(BOOT)

install-dev:
	$(BOOT) --dev

run: install
	@exec $(VENV) -m config.runtime run --with-parent

test:
	$(BOOT) --dev --system
	@exec $(VENV) -m pytest -n 2 --dist loadgroup $(ARGS)

bench:
	$(BOOT) --dev
	@exec $(VENV) benchmarks/run.py $(ARGS)

lint: install-dev
	$(VENV) -m ruff check .
	$(VENV) -m ruff format --check .
	$(VENV) -m djlint templates --lint --quiet
	$(VENV) -c "from importlinter.cli import lint_imports_command as lint; lint()"
	$(VENV) -m mypy
	$(VENV) manage.py makemigrations --check --dry-run

format: install-dev
	$(VENV) -m ruff check --fix .
	$(VENV) -m ruff format .

clean:
	rm -rf .venv var staticfiles
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
