# The commands that the README names. `make repl` and `make test` each work alone on a fresh machine.

SWIFT  ?= swift
PREFIX ?= /usr/local
BINARY := .build/release/clamator-repl

# The standard library is linked into the binary where that is possible, so that it runs where no Swift is.
ifeq ($(shell uname -s),Linux)
RELEASE := -c release --static-swift-stdlib
else
RELEASE := -c release
endif

SOURCES := Package.swift Sources Tests Snippets Benchmarks/Package.swift Benchmarks/Sources Fuzz/Package.swift Fuzz/Sources Plugins Examples

.PHONY: repl build test interop test-sanitize check docs bench fuzz soak soak-redis format install dist dist-test dependencies

repl: build
	@$(BINARY) contracts

build: dependencies
	@SWIFT=$(SWIFT) Scripts/build $(RELEASE) --product clamator-repl

test:
	@Scripts/install-dependencies test
	$(SWIFT) build --build-tests
	@SWIFT=$(SWIFT) Scripts/test

# The exporters, and both ways with the reference from PyPI over a redis-server; the packages of Examples/.
interop:
	@SWIFT=$(SWIFT) Scripts/interop
	@SWIFT=$(SWIFT) Scripts/test-examples

# The tests under the address sanitizer, and under the thread sanitizer.
test-sanitize:
	@Scripts/install-dependencies test
	SWIFT=$(SWIFT) Scripts/test-sanitized

# Format, strings as keys, comments, where unsafe code is, a build of everything, in which a warning is an error, which folder uses
# which, what is public, and the documentation.
check:
	@Scripts/install-dependencies check
	$(SWIFT) format lint --strict --recursive $(SOURCES)
	Scripts/check-names
	Scripts/check-comments
	Scripts/test-check-unsafe
	Scripts/check-unsafe
	$(SWIFT) build --build-tests
	SWIFT=$(SWIFT) Scripts/test-check-edges
	SWIFT=$(SWIFT) Scripts/check-edges
	SWIFT=$(SWIFT) Scripts/check-interface
	SWIFT=$(SWIFT) Scripts/docs

# The library's documentation, in .build/docs.
docs: dependencies
	$(SWIFT) build
	SWIFT=$(SWIFT) Scripts/docs

# One table of ratios beside the reference and the floors.
bench:
	@Scripts/install-dependencies check
	python3 Benchmarks/bench.py $(OPTIONS)

# Runs every fuzz target for so many seconds in turn.
SECONDS ?= 60
fuzz: dependencies
	SWIFT=$(SWIFT) Fuzz/run $(SECONDS)

# Pipes so many gigabytes of mixed calls through a batch, and checks every reply.
GB ?= 10
soak: build
	$(SWIFT) build -c release --package-path Benchmarks --product Soak
	Benchmarks/.build/release/Soak $(GB) $(BINARY) $(OPTIONS)

# Sends so many calls over a redis-server, with three servers and a fault every second, and checks every reply.
CALLS ?= 100000
soak-redis: build
	@Scripts/install-dependencies test
	python3 Benchmarks/soak_redis.py $(BINARY) $(CALLS) $(OPTIONS)

format:
	$(SWIFT) format --in-place --recursive $(SOURCES)

# The tool, its manual page, completions for bash, zsh and fish, the sample contracts with the two JSON Schemas, and what
# exports contracts from Python and TypeScript.
install: build
	@BINARY=$(BINARY) Scripts/install-files "$(DESTDIR)$(PREFIX)"

# A tarball whose binary needs nothing but glibc, and a Debian package, in .build/dist.
dist: build
	@Scripts/install-dependencies dist
	@SWIFT=$(SWIFT) Scripts/dist $(RELEASE)

# Both, tried in a fresh Debian that has nothing else; as root.
dist-test: dist
	@Scripts/dist-test

dependencies:
	@Scripts/install-dependencies
