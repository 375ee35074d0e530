# Everything runs in .venv, which `make install` fills from pyproject.toml under the pins of constraints.txt.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/.installed
BENCH_STAMP := $(VENV)/.installed-bench

.PHONY: run test soak bench browser pictures install check lint index coverage golden tune calibrate clean

run: index
	$(BIN)/python -m bot serve

index: install
	$(BIN)/python -m indexer build

install: $(STAMP)

$(STAMP): pyproject.toml constraints.txt
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "IP Desk needs Python 3.11 or newer; set PYTHON=..."; exit 1; }
	test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --constraint constraints.txt --editable '.[test]'
	touch $(STAMP)

$(BENCH_STAMP): $(STAMP)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --constraint constraints.txt --editable '.[test,bench]'
	touch $(BENCH_STAMP)

test: install browser lint
# Those that measure time run by themselves, after the others.
	$(BIN)/python -m pytest --numprocesses=auto --maxprocesses=4 --dist=loadfile -m "not alone"
	$(BIN)/python -m pytest -m alone

# What is held at length: the robustness tests (ten thousand questions, a hundred builds, kills and more), then the channels under load.
soak: index
	IPDESK_TEST_SCALE=10 $(BIN)/python -m pytest tests/bot/test_web_robustness.py tests/bot/test_fuzzed_questions.py tests/bot/test_hot_swap.py
	$(BIN)/python -m tests.soak --write

# IP Desk beside txtai and the bare model, whole answers, and the curve to a million vectors: about ten minutes.
bench: $(BENCH_STAMP)
	$(BIN)/python -m tests.bench --write

# The page is tested in a real browser, and its pictures in the README are taken with it.
browser:
	@command -v chromium >/dev/null || command -v chromium-browser >/dev/null || command -v google-chrome >/dev/null || \
	if [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null; then \
	  apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends chromium fonts-noto-core >/dev/null; \
	elif [ "$$CI" = true ]; then \
	  echo "The browser tests need Chromium: install the packages chromium and fonts-noto-core"; exit 1; \
	else \
	  echo "No Chromium: the browser tests will be skipped; install the packages chromium and fonts-noto-core to run them"; \
	fi

# After a change of the page or of a message, or of the guidance that the pictures quote; chat messages are drawn by npm packages.
pictures: index browser
	$(BIN)/python -m tests.browser.pictures
	cd tests/rendered && npm install --silent --ignore-scripts --no-audit --no-fund
	$(BIN)/python -m tests.rendered.pictures

lint: install
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports --no-cache
	$(BIN)/python -m indexer check

check: install
	$(BIN)/python -m indexer check

# After a change of guidance: docs/coverage.md says what is covered.
coverage: install
	$(BIN)/python -m indexer coverage > docs/coverage.md

golden: index
	$(BIN)/python -m tests.golden.report

# After many new phrasings: the map that the vectors of the guidance go through; then build and calibrate anew.
tune: index
	$(BIN)/python -m tests.golden.tune

calibrate: index
	$(BIN)/python -m tests.golden.calibrate

clean:
	rm -rf $(VENV) var .pytest_cache .mypy_cache .ruff_cache .hypothesis
