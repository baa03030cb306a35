# Everything a developer or a machine does with this tree. `make help` lists it.
SHELL := /bin/bash
GO ?= go
export CGO_ENABLED := 0
export GOFLAGS := $(GOFLAGS) -trimpath -buildvcs=false

OCEAN := datatoken/deploy/ocean/ERC721Factory.json
CONTRACTS := datatoken/contracts
PROGRAMS := stint stint-cell logreg hostile demo

OCEANJS := $(CONTRACTS)/oceanjs/node_modules/.installed
FOUNDRY := $(CONTRACTS)/foundry/node_modules/.installed

PEERS := .peers
PROGRAMS_OF_OTHERS := $(PEERS)/bin/.built

.DEFAULT_GOAL := help

.PHONY: help
help: ## list the targets
	@awk -F':.*## ' '/^[a-z][a-z-]*:.*## / {printf "  make %-10s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

.PHONY: build
build: contracts ## build bin/stint, bin/stint-cell and the examples
	@mkdir -p bin
	$(GO) build -o bin/ ./cmd/stint ./cmd/stint-cell ./examples/logreg ./examples/hostile ./examples/demo

.PHONY: demo
demo: build ## tell the whole story on this machine: make demo [DATA=train.csv [TEST=test.csv]]
	bin/demo $(if $(DATA),-data '$(DATA)') $(if $(TEST),-test '$(TEST)')

.PHONY: test
test: contracts $(PROGRAMS_OF_OTHERS) $(OCEANJS) $(FOUNDRY) ## pass every test that needs no cluster
	$(GO) vet ./...
	STINT_PEERS=$(CURDIR)/$(PEERS)/bin STINT_FORBID_SKIP=$(STINT_FORBID_SKIP),peers,oceanjs,anvil $(GO) test -timeout 30m ./...

.PHONY: bench
bench: contracts ## measure what docs/benchmarks.md states
	$(GO) test -run '^$$' -bench . -benchtime 1s -timeout 30m ./privacy/... ./storage/... ./c2d/enclosure/...

.PHONY: peers
peers: build ## compare the privacy accountants with dp_accounting and Opacus (from PyPI, into .peers)
	python3 -m pip install -q --disable-pip-version-check --root-user-action=ignore --target $(PEERS) -r privacy/accountant/peers/requirements.txt
	python3 -m pip install -q --disable-pip-version-check --root-user-action=ignore --target $(PEERS) --no-deps opacus==1.6.0
	python3 privacy/accountant/peers/peers.py --stint bin/stint --packages $(PEERS)

.PHONY: croissant
croissant: ## have mlcroissant (from PyPI, into .peers/py) load the descriptions of datasets that c2d/card writes
	python3 -m pip install -q --disable-pip-version-check --root-user-action=ignore --target $(PEERS)/py mlcroissant==1.1.0
	$(GO) test -count=1 -run '^TestCroissant' ./c2d/card
	python3 c2d/card/croissant_check.py --packages $(PEERS)/py c2d/card/testdata/*.croissant.json

$(PROGRAMS_OF_OTHERS): storage/peers/go.mod storage/peers/go.sum storage/peers/s3plain/main.go
	@mkdir -p $(PEERS)/bin
	cd storage/peers && $(GO) build -o $(CURDIR)/$(PEERS)/bin/ ./s3plain github.com/ipfs/kubo/cmd/ipfs github.com/versity/versitygw/cmd/versitygw \
		filippo.io/age/cmd/age filippo.io/age/cmd/age-keygen
	@touch $@

.PHONY: peers-storage
peers-storage: $(PROGRAMS_OF_OTHERS) ## build the programs of others that storage is tested against: kubo, versitygw, age, minio-go

.PHONY: bench-storage
bench-storage: $(PROGRAMS_OF_OTHERS) ## measure storage beside kubo, age and minio-go: make bench-storage [FLAGS='-runs 3 -only publish,fetch -dir /disk']
	@mkdir -p bin && $(GO) build -o bin/bench-storage ./storage/bench
	STINT_PEERS=$(CURDIR)/$(PEERS)/bin bin/bench-storage $(FLAGS)

SUPERFLUID := $(PEERS)/superfluid/ERC1820Registry.json

$(SUPERFLUID): $(CONTRACTS)/gas/peers.mjs
	node $(CONTRACTS)/gas/peers.mjs
	@touch $@

.PHONY: gas
gas: contracts $(SUPERFLUID) ## measure what the contracts cost, beside others, and write docs/gas.md
	$(GO) run ./$(CONTRACTS)/gas

.PHONY: forge
forge: contracts $(FOUNDRY) ## fuzz the contracts and hold them to their invariants with forge: make forge [FLAGS='-vvv --match-test X']
	$(CONTRACTS)/foundry/forge.sh test $(FLAGS)
	$(CONTRACTS)/foundry/forge.sh snapshot --check

.PHONY: prove
prove: contracts ## prove what can be proven of the contracts, with z3
	node $(CONTRACTS)/foundry/smt/prove.mjs --self-test

.PHONY: slither
slither: contracts $(FOUNDRY) ## compare slither's findings with those answered in AUDIT.md (slither-analyzer, from PyPI)
	$(CONTRACTS)/foundry/slither.sh

.PHONY: bench-chain
bench-chain: contracts $(FOUNDRY) ## measure the development chain beside geth --dev and anvil, and the index: make bench-chain [FLAGS='-n 300']
	@mkdir -p $(PEERS)/bin && cd datatoken/peers && $(GO) build -o $(CURDIR)/$(PEERS)/bin/ github.com/ethereum/go-ethereum/cmd/geth
	$(GO) run ./datatoken/devchain/bench $(FLAGS)
	$(GO) test -run '^$$' -bench . -benchtime 3x ./datatoken/index
	$(GO) test -run '^$$' -bench 'Send$$' -benchtime 3s ./datatoken/chain

.PHONY: fuzz
fuzz: ## fuzz every parser for FUZZTIME each (default 10s)
	@set -e; for pkg in $$($(GO) list ./...); do for f in $$($(GO) test -list '^Fuzz' $$pkg | grep ^Fuzz || true); do \
		echo "$$pkg $$f"; $(GO) test -run '^$$' -fuzz "^$$f$$" -fuzztime $${FUZZTIME:-10s} $$pkg; done; done

.PHONY: contracts
contracts: $(OCEAN) ## fetch the published contracts the development chain deploys

$(CONTRACTS)/node_modules/.installed: $(CONTRACTS)/package-lock.json
	cd $(CONTRACTS) && npm ci --ignore-scripts --no-audit --no-fund --loglevel=error
	@touch $@

$(OCEANJS): $(CONTRACTS)/oceanjs/package-lock.json
	cd $(CONTRACTS)/oceanjs && npm ci --ignore-scripts --no-audit --no-fund --loglevel=error
	@touch $@

$(FOUNDRY): $(CONTRACTS)/foundry/package-lock.json
	cd $(CONTRACTS)/foundry && npm ci --ignore-scripts --no-audit --no-fund --loglevel=error
	@touch $@

.PHONY: oceanjs
oceanjs: $(OCEANJS) ## install Ocean Protocol's client library, which the chain is tested with

.PHONY: anvil
anvil: $(FOUNDRY) ## install anvil and forge, which the contracts and the chain are tested with

$(OCEAN): $(CONTRACTS)/node_modules/.installed $(CONTRACTS)/ocean.mjs
	cd $(CONTRACTS) && node ocean.mjs
	@touch $@

.PHONY: generate
generate: $(OCEAN) ## compile the contracts and regenerate their bindings
	cd $(CONTRACTS) && node build.mjs && sh bindings.sh

.PHONY: verify
verify: generate ## regenerate and lint; fail if anything checked in drifts
	$(GO) mod tidy -diff
	@test -z "$$(gofmt -l $$(git ls-files '*.go'))" || { gofmt -l $$(git ls-files '*.go'); echo "run gofmt on these files"; exit 1; }
	$(GO) vet ./...
	$(GO) tool -modfile=go.tools.mod staticcheck $$($(GO) list ./... | grep -v /internal/bindings/)
	@test -z "$$(git status --porcelain)" || { git status --short; git diff --stat; echo "generated files differ from what is checked in"; exit 1; }

.PHONY: clean
clean: ## remove everything that was built
	rm -rf bin .demo $(CONTRACTS)/node_modules $(CONTRACTS)/oceanjs/node_modules $(CONTRACTS)/foundry/node_modules
	find datatoken/deploy/ocean -name '*.json' -delete

.PHONY: cluster
cluster: ## bring up a real one-node Kubernetes cluster (as root) and print how to reach it
	@operator/lab/up.sh

.PHONY: cluster-down
cluster-down: ## end that cluster and remove its state
	@operator/lab/down.sh

.PHONY: images
images: contracts ## build the container images: make images [IMAGES=stint-cell,logreg] [PLATFORMS=linux/amd64] [FLAGS='-tag 1.0 -label version=1.0']
	$(GO) run ./operator/images -o bin/images $(if $(IMAGES),-only '$(IMAGES)') $(if $(PLATFORMS),-platforms '$(PLATFORMS)') $(FLAGS)

.PHONY: cluster-build
cluster-build: ## build that cluster's programs, so that KUBEBUILDER_ASSETS=.lab/bin lets make test use a real API server
	@operator/lab/up.sh --build

.PHONY: e2e
e2e: build ## install the chart on a real cluster (as root) and pass every test there: make e2e [RUN=TestStory]
	$(MAKE) images PLATFORMS=linux/$$($(GO) env GOARCH)
	@eval "$$(operator/lab/up.sh --helm)" && operator/lab/load.sh bin/images/*.tar && \
		STINT_FORBID_SKIP=cluster $(GO) test -count=1 -v -timeout 75m $(if $(RUN),-run '$(RUN)') ./operator/e2e

.PHONY: generate-operator
generate-operator: ## write what follows from operator/: deep copies, the chart's custom resources, its admission policies, runs' objects
	$(GO) tool -modfile=go.tools.mod controller-gen object crd paths=./operator/api/... output:crd:dir=charts/stint/crds
	$(GO) test -count=1 -run '^(TestChartAdmission|TestObjects)$$' ./operator -update

generate: generate-operator
