# Shuren: `make run` serves it, `make test` proves it. `make help` lists all.

SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
.DEFAULT_GOAL := help
.PHONY: help run test bench clean-data

DATA_DIR ?= $(or $(SHUREN_DATA_DIR),data)
TARGET := $(or $(CARGO_TARGET_DIR),target)

help: ## list the targets
	@grep -E '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## (.*)/  make \1\t\2/' | expand -t 20

run: ## build, load the demo region on first start, serve, print the address and an account per role
	@scripts/need rust cc
	cargo build --profile serve -p shuren
	@mkdir -p "$(DATA_DIR)"
	@SHUREN_DATA_DIR="$(DATA_DIR)" SHUREN_DEMO="$${SHUREN_DEMO-s}" exec "$(TARGET)/serve/shuren"

test: ## set up what the tests need, then check format, lints, docs and run all tests
	@scripts/test

bench: ## run all benchmarks and rewrite docs/benchmarks.md (ARGS=--full for the large sizes)
	@scripts/need rust cc postgres
	@scripts/bench $(ARGS)

clean-data: ## remove the data directory (asks first)
	@[ -e "$(DATA_DIR)" ] || { echo "$(DATA_DIR): nothing to remove"; exit 0; }; \
	read -r -p "Remove $(DATA_DIR) with all its data? [y/N] " answer; \
	[ "$$answer" = y ] && rm -rf -- "$(DATA_DIR)" || echo "kept"
