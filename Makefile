# What people and CI run. `make` alone prints the targets.
SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
MAKEFLAGS += --no-print-directory --no-builtin-rules

# Everything a build depends on: a file added or removed changes its folder.
sources := $(shell find cmd internal migrations web -path web/assets -prune -o -path web/static/dist -prune -o \
	-name '*_test.go' -prune -o -print 2>/dev/null) go.mod go.sum
styles := $(shell find web/assets -name node_modules -prune -o -type f -print 2>/dev/null)
modules := web/assets/node_modules/.installed
dist := web/static/dist/app.css
tools := build/tools/.built
check := internal/tools/check

.PHONY: help
help: ## prints this
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  make %-10s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

.PHONY: run
run: bin/espacesante ## builds, starts a database, loads the demonstration people, serves on http://localhost:8080
	@if [ -n "$${DATABASE_URL:-}" ]; then bin/espacesante migrate up; fi
	@bin/espacesante demo
	@exec bin/espacesante serve

.PHONY: build
build: bin/espacesante ## leaves bin/espacesante, one static binary

bin/espacesante: $(sources) $(dist)
	@mkdir -p bin
	@CGO_ENABLED=0 go build -trimpath -tags nodynamic -ldflags '-s -w' -o $@ ./cmd/espacesante

.PHONY: assets
assets: $(dist) ## builds the styles that the program embeds
$(dist): $(styles) $(modules)
	@cd web/assets && node build.mjs

$(modules): web/assets/package-lock.json
	@cd web/assets && npm ci --no-audit --no-fund --no-update-notifier --loglevel=error
	@touch $@

$(tools): $(check)/go.mod $(check)/go.sum
	@mkdir -p build/tools
	@cd $(check) && go build -o $(CURDIR)/build/tools/ tool
	@touch $@

.PHONY: generate
generate: ## writes the Go of every .templ file
	@go tool templ generate -log-level warn

.PHONY: docs
docs: ## writes docs/life-of-a-space.md from the state machine
	@go test -count=1 -run TestTheLifeOfASpaceIsWritten ./internal/enrolment -update

.PHONY: drift
drift: # the folder in a generated file's FileName depends on where templ was started: not a drift
	@sum() { for file in $$(find web -name node_modules -prune -o -name '*_templ.go' -print | sort); do \
		echo "$$file $$(sed 's/FileName: `[^`]*`//' "$$file" | sha256sum)"; done; }; \
	before=$$(sum); $(MAKE) generate; \
	diff <(echo "$$before") <(sum) || { echo "Generated files had drifted from their .templ: commit them." >&2; exit 1; }

.PHONY: format
format:
	@bad=$$(find . -name node_modules -prune -o -name '*.go' -print0 | xargs -0 "$$(go env GOROOT)/bin/gofmt" -l); \
	if [ -n "$$bad" ]; then echo "Not formatted with gofmt:" >&2; echo "$$bad" >&2; exit 1; fi

.PHONY: lint
lint: $(tools) $(dist)
	@go vet ./...
	@build/tools/staticcheck ./...
	@build/tools/errcheck -ignoretests -ignoregenerated -exclude $(check)/errcheck.txt ./...

.PHONY: check
check: drift format lint ## generated files, format, vet, staticcheck, errcheck

.PHONY: deps
deps: ## installs the browser and the programs that the tests need (as root), or says how
	@internal/tools/deps.sh

# One binary starts the throwaway cluster and every test gets a database of it.
build/pgexec: $(wildcard internal/tools/pgexec/*.go internal/devdb/*) go.mod go.sum
	@mkdir -p build
	@go build -o $@ ./internal/tools/pgexec

# Tests beside one another wait for browsers and databases more than they compute: twice as many as cores.
tests = build/pgexec build/tools/gotestsum --format pkgname-and-test-fails --format-hide-empty-pkg -- -race -vet=off -parallel 4 -timeout 45m

.PHONY: test
test: deps check build/pgexec ## what CI runs: all checks, all tests but the longest, with the race detector
	@$(tests) -short ./...

.PHONY: test-all
test-all: deps check build/pgexec ## the same with every state, width, theme, timing pair and kill
	@MUTANTS=1 $(tests:45m=180m) ./...

.PHONY: bench
bench: $(dist) build/pgexec ## ratios to the bare parts, measured in one run
	@build/pgexec go test -count=1 -run '^$$' -bench '^Benchmark(Ratios|Pages|Nation)$$' -benchtime 1x -timeout 60m ./internal/app

.PHONY: pictures
pictures: $(dist) build/pgexec ## takes the three pictures of README anew
	@build/pgexec go test -count=1 -run 'TestALifeOfASpace|TestAProfessionalOpens' ./internal/app
	@cp build/shots/accueil-public-1280.png web/testdata/ecran-accueil.png
	@cp build/shots/acces-1280.png web/testdata/ecran-acces.png
	@cp build/shots/pro-dossier-1280.png web/testdata/ecran-pro.png

.PHONY: clean
clean: ## removes what was built, never the data in var
	@rm -rf bin build web/assets/node_modules
	@find web/static/dist -mindepth 1 ! -name .keep -delete
