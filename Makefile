# Everything sets itself up: `make demo` and `make test` need git, make and Python 3.11 or newer, nothing else.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready

.DEFAULT_GOAL := help
.PHONY: help demo test check slow test-server docs bench bench-inference bench-nightlights bench-products bench-flows bench-intake lock clean

help: ## what there is
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | awk -F'\t' '{printf "  make %-16s %s\n", $$1, $$2}'

demo: $(READY) ## a rehearsal with a known answer: simulated data through the whole flow
	@$(BIN)/python flows/seeing_stars.py --demo

test: $(READY) ## the tests, on two processes
	@PYTHONHASHSEED=0 $(BIN)/python -m pytest -m "not slow and not server" -n 2 --dist loadfile $(PYTEST_ARGS)

check: $(READY) ## what to run before a push: format, lint, types, layers, tests
	@$(BIN)/ruff format --check .
	@$(BIN)/ruff check .
	@$(BIN)/mypy
	@$(BIN)/lint-imports
	@PYTHONHASHSEED=0 $(BIN)/python -m pytest -m "not slow and not server" -q -n 2 --dist loadfile $(PYTEST_ARGS)

slow: $(READY) ## the slow suite: 300 rehearsals, kills at every step, the tutorial walked (a quarter of an hour)
	@$(BIN)/python -m pytest -m slow -s $(PYTEST_ARGS)

test-server: $(READY) ## a real Prefect server and worker: deploy, run by command and by an upload, look at the pages
	@$(BIN)/python -m pytest -m server -s tests/server $(PYTEST_ARGS)

docs: $(READY) ## the documentation as pages, in artifacts/docs
	@$(BIN)/python -m sphinx -q -W --keep-going -b html docs artifacts/docs && echo "artifacts/docs/index.html"

bench: $(READY) ## speed and memory beside floors and peers, each from one run
	@$(BIN)/python benchmarks/bench_sky.py
	@$(BIN)/python benchmarks/bench_reading.py
	@$(BIN)/python benchmarks/bench_demo.py

bench-inference: $(READY) ## is a 95 % interval a 95 % interval? simulations beside their bounds, and a picture
	@$(BIN)/python benchmarks/bench_inference.py

bench-nightlights: $(READY) ## night lights beside blackmarblepy, rasterstats, exactextract and the bytes alone
	@$(BIN)/python benchmarks/bench_nightlights.py $(BENCH_ARGS)

bench-products: $(READY) ## speed and size of what is published, beside bounds and floors
	@$(BIN)/python benchmarks/bench_products.py

bench-flows: $(READY) ## what orchestration costs beside the plain command
	@$(BIN)/python benchmarks/bench_flows.py

bench-intake: $(READY) ## uploads: kill -9, full disk, locked database, 20,000 readings from 200 senders, a million rows
	@$(BIN)/python benchmarks/bench_intake.py $(BENCH_ARGS)

lock: ## renew requirements.lock (needs uv); it holds hashes and no index address
	uv pip compile --universal --python-version 3.11 --generate-hashes --extra dev --extra fetch --extra dask --extra fast --extra web --extra docs --no-emit-index-url --no-emit-find-links --upgrade -q pyproject.toml -o requirements.lock

clean: ## forget the environment and all caches
	rm -rf $(VENV) .pytest_cache .mypy_cache .ruff_cache .hypothesis artifacts

# uv when it is there, pip when not, or when uv cannot reach an index that pip is set up for.
$(READY): requirements.lock pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Python 3.11 or newer is needed; $(PYTHON) is older. Name another: make demo PYTHON=python3.12" >&2; exit 1; }
	@echo "Setting up $(VENV) from requirements.lock, once; with pip this takes a few minutes..."
	@{ command -v uv >/dev/null 2>&1 \
	    && uv venv --quiet --allow-existing --python "$$(command -v $(PYTHON))" $(VENV) \
	    && uv pip install --quiet --python $(BIN)/python -r requirements.lock \
	    && uv pip install --quiet --python $(BIN)/python --no-deps -e . ; } \
	  || { $(PYTHON) -m venv $(VENV) \
	    && $(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements.lock \
	    && $(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps -e . ; }
	@touch $(READY)
