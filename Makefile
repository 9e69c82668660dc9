# Two commands do all set-up: `make lab` and `make test`.
.DEFAULT_GOAL := help
UV     := PYTHONPATH=.tools .tools/bin/uv
PYTHON := .venv/bin/python
ARGS   ?=

.PHONY: help lab test lint notebooks images bench clean

help:  ## list the targets
	@grep -hE '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 12

.tools/bin/uv:
	python3 -m pip install --quiet --target .tools uv

.venv/lab: pyproject.toml | .tools/bin/uv
	test -x $(PYTHON) || $(UV) venv --quiet .venv
	$(UV) pip install --quiet --python $(PYTHON) -e ".[lab]"
	touch $@

.venv/test: pyproject.toml .venv/lab
	$(UV) pip install --quiet --python $(PYTHON) -e ".[lab,test]"
	touch $@

lab: .venv/lab  ## open the notebooks (pass options on with ARGS="--no-browser --port=8899")
	$(PYTHON) -m jupyter lab --LabApp.default_url=/lab/tree/notebooks/00-start-here.ipynb $(ARGS)

clean:  ## remove the environment and everything built
	rm -rf .venv .tools _site
