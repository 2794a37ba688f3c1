# gbflex: `make demo` and `make test` need Python 3.11 or later with pip and venv, and nothing else.
PYTHON ?= python3
PY := .venv/bin/python
PIP := $(PY) -m pip --disable-pip-version-check --quiet

.PHONY: help demo test check bench bench-peers bench-plant bench-record bench-import bench-bm lock slow proof reference docs clean
.DEFAULT_GOAL := help

help:
	@echo "make demo   run the shipped example on real prices and write demo/report.html"
	@echo "make test   run the tests"
	@echo "make check  format, lint, types, import layers, repository rules"
	@echo "make bench  print how long things take, beside HiGHS"
	@echo "make bench-peers  the same beside PyPSA and energypylinear, each in an environment of its own"
	@echo "make bench-plant  a year of a plant with one and with two engines"
	@echo "make bench-record  how fast the record takes and gives rows, beside plain DuckDB"
	@echo "make bench-import  how long twenty million rows and ten thousand small files take, and how much memory"
	@echo "make bench-bm  how long a year of the Balancing Mechanism takes"
	@echo "make slow   run the long test campaigns"
	@echo "make proof  run every model on 200 fixtures on Google's reference executor and on DuckDB"
	@echo "make reference  write the reference pages that are made from code"
	@echo "make docs   build the book of docs into build/docs"
	@echo "make lock   resolve the dependencies again (needs uv)"

.venv/python:
	@echo "Creating the environment in .venv ..."
	@$(PYTHON) -c 'import sys; sys.exit(0 if sys.version_info >= (3, 11) else "gbflex needs Python 3.11 or later")'
	@$(PYTHON) -m venv .venv
	@touch $@

# Wheels are checked against the hashes in the lock, and the lock names every one of them.
.venv/runtime: .venv/python requirements.lock pyproject.toml
	@echo "Installing gbflex and what it stands on (about 20 s after the downloads) ..."
	@$(PIP) install --require-hashes --no-deps -r requirements.lock
	@$(PIP) install --no-deps --no-build-isolation -e .
	@touch $@

.venv/dev: .venv/runtime requirements-dev.lock
	@echo "Installing the test and check tools ..."
	@$(PIP) install --require-hashes --no-deps -r requirements-dev.lock
	@touch $@

demo: .venv/runtime
	@.venv/bin/gbflex demo --out demo --force

test: .venv/dev
	@$(PY) -m pytest -n 2 --dist loadfile -m "not slow and not network"

slow: .venv/dev
	@$(PY) -m pytest -m slow

proof: .venv/dev
	@$(PY) -m pytest tests/proof

check: .venv/dev
	@.venv/bin/ruff format --check src tests tools
	@.venv/bin/ruff check src tests tools
	@.venv/bin/mypy
	@MYPYPATH=src:tools .venv/bin/mypy --explicit-package-bases tools/bench.py tools/bench_plant.py tools/bench_record.py tools/bench_import.py tools/bench_bm.py tools/benchmarks/fresh_solve.py
	@.venv/bin/lint-imports
	@$(PY) tools/check_repository.py
	@$(PY) tools/make_reference.py --check
	@$(MAKE) --no-print-directory docs

# The theme warns of a major version that our bound already excludes.
docs: .venv/dev
	@NO_MKDOCS_2_WARNING=true .venv/bin/mkdocs --quiet build
	@$(PY) tools/check_book.py build/docs

reference: .venv/runtime
	@$(PY) tools/make_reference.py

bench: .venv/runtime
	@$(PY) tools/bench.py

build/peers/%/installed: tools/peers/requirements-%.txt
	@echo "Installing $* in an environment of its own ..."
	@$(PYTHON) -m venv $(@D)
	@$(@D)/bin/python -m pip --disable-pip-version-check --quiet install -r $<
	@touch $@

bench-peers: .venv/runtime build/peers/pypsa/installed build/peers/energypylinear/installed
	@$(PY) tools/bench.py --others

bench-plant: .venv/runtime
	@$(PY) tools/bench_plant.py

bench-record: .venv/runtime
	@$(PY) tools/bench_record.py

bench-import: .venv/runtime
	@$(PY) tools/bench_import.py

bench-bm: .venv/runtime
	@$(PY) tools/bench_bm.py

lock:
	uv pip compile --universal --generate-hashes --no-header --no-annotate --quiet --python-version 3.11 \
		pyproject.toml --group build -o requirements.lock
	uv pip compile --universal --generate-hashes --no-header --no-annotate --quiet --python-version 3.11 \
		pyproject.toml --group build --group dev -c requirements.lock -o requirements-dev.lock
	@$(PYTHON) tools/check_repository.py

clean:
	rm -rf .venv build demo .hypothesis .mypy_cache .ruff_cache
