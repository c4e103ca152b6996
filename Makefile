# basisd: every command that a developer, a build server or an operator of this repository needs.
SHELL := /bin/bash
.DEFAULT_GOAL := help
.NOTPARALLEL:
.DELETE_ON_ERROR:
.PHONY: help instructions deps build publish test crash simulate kills deb e2e-cluster e2e-booted failover lint run demo drill bench performance bench-compare soak validate clean decide

export DOTNET_NOLOGO := 1
export DOTNET_CLI_TELEMETRY_OPTOUT := 1

# Folders are prerequisites too: a deleted file changes the time of its folder.
props := global.json Directory.Build.props Directory.Build.targets Directory.Packages.props
sources := $(props) .editorconfig $(shell find Daemon \( -name obj -o -name bin \) -prune -o -print)

help: ## This list
	@awk -F ':.*## ' '/^[a-z0-9-]+:.*## / { printf "  make %-11s %s\n", $$1, $$2 }' Makefile

deps: ## Debian packages that the build and the tests need (asks for root only when one is missing)
	@.ci/deps

build: deps ## The daemon and its tests, with every analyzer as an error
	@.ci/step build dotnet build basisd.sln -c Release --nologo -v minimal

publish: deps out/basisd ## out/basisd, the Native AOT binary
	@read -r framework _ < out/aot-framework; printf 'out/basisd: %d KiB, %s\n' $$(($$(stat -c %s out/basisd) / 1024)) "$$framework"

out/basisd: $(sources) out/aot-framework
	@.ci/publish

out/aot-framework: decide
	@.ci/aot-framework

decide:

test: build publish ## Every test; ends with the counted line (TEST_FILTER="-namespace Basisd.Tests.Gate*" narrows it)
	@.ci/test

crash: build ## The journal on a simulated disk, crashed seed after seed (SEEDS=10000, SEED=first)
	@BASISD_CRASH_SEEDS=$(or $(SEEDS),10000) BASISD_CRASH_SEED=$(or $(SEED),1) .ci/crash

simulate: publish ## The cluster's core on virtual time through made-up faults, seed after seed (SEEDS=10000, SEED=first)
	@out/basisd sim cluster --seeds $(or $(SEEDS),10000) --seed $(or $(SEED),1)

kills: build publish ## One journal of the real daemon through kill -9 after kill -9 (KILLS=10000, SEED=first; `make test` does 1000)
	@BASISD_KILLS=$(or $(KILLS),10000) BASISD_KILL_SEED=$(or $(SEED),1) .ci/kills

e2e-cluster: build publish ## Four nodes, three slots, an etcd of three and a venue in network namespaces: every fault, every order accounted for (root)
	@.ci/deps cluster
	@.ci/cluster faults

failover: build publish ## The table docs/failover.md: the same faults many times, beside keepalived and Redis Sentinel (root; RUNS=30, KEEP=1 adds)
	@.ci/deps cluster
	@.ci/cluster table

deb: publish ## out/basisd_VERSION_amd64.deb: built twice and compared, its manual pages and the package checked
	@.ci/deps deb
	@.ci/deb

lint: build ## Analyzers, layout, shell scripts, systemd units
	@.ci/lint

run: publish ## A live node in a generated market crisis (HISTORY=DIR for recorded files, SPEED=60)
	@.ci/demo

e2e-booted: build publish ## Booted machines, Ansible, faults, alerts (as root; E2E_PHASES="site second")
	@.ci/deps booted
	@.ci/e2e-booted

demo: publish ## Three simulated venues, an engine and the node: one thing breaks after another, with what follows and when
	@out/basisd sim demo

drill: publish ## A P1 from its trigger to its report on a node of its own: who signs what, and what is refused (KILL=1: and it dies on the way)
	@out/basisd drill dmm $(if $(KILL),--kill)

bench: publish ## Figures, each beside its floor on this machine
	@out/basisd bench all

performance: publish ## docs/performance.md, the figures of several runs with their reading (RUNS=10, SECONDS_EACH=3; on a machine that does nothing else)
	@out/basisd bench all --runs $(or $(RUNS),10) --seconds $(or $(SECONDS_EACH),3) --document docs/performance.md

soak: publish ## A node at 100 000 observations/s with a fault every second: nothing may grow (SOAK_SECONDS=3600; 120 is the short form)
	@out/basisd bench soak --seconds $(or $(SOAK_SECONDS),3600)

bench-compare: build publish ## docs/comparison.md: beside Polly, Redis, SQLite, etcd and the node exporter (on a machine that does nothing else)
	@.ci/deps comparison
	@.ci/bench-compare

instructions: build publish ## Instructions of the hot paths in the published binary, against their golden file
	@.ci/deps instructions
	@BASISD_INSTRUCTIONS=1 TEST_FILTER="-class Basisd.Tests.EndToEnd.InstructionCountTests" .ci/test

validate: publish ## Default thresholds on recorded markets: docs/validation.md and its charts (DATA=../shared/data)
	@.ci/validate

clean: ## Removes what the build made; package caches stay
	@rm -rf out Daemon/bin Daemon/obj Daemon.Tests/bin Daemon.Tests/obj
