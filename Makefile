# Everything here needs only Go, make, git and a way to the Go module proxy; the
# tests in real editors also need the editors, or Debian to unpack them from.

GO ?= go
STATICCHECK = $(GO) run honnef.co/go/tools/cmd/staticcheck@v0.8.2
# The newer Go release that modroute must build and pass on, besides the
# installed one.
NEWER_GO = go1.27.4

# The flags, toolchain and workspace of whoever runs this do not count. Stamping
# is off because git refuses to describe a clone that belongs to another user,
# as in many containers.
export GO111MODULE = on
export GOFLAGS = -buildvcs=false
export GOTOOLCHAIN = auto
export GOWORK = off

# Says what comes next.
heading = @printf '\n== %s\n'

.PHONY: build demo demo-vscode test test-core editors lint test-newer bench fuzz fmt vscode vsix clean

build:
	$(GO) build -o bin/modroute .

# What modroute prints and answers, on a demonstration repository, and every code
# once.
demo: build
	$(heading) 'modroute on testdata/demo'
	@$(GO) run ./internal/demo -modroute bin/modroute -repository testdata/demo

# The same repository in VS Code's web build, with the extension, in the browser.
# This needs Node.js 20 or newer, on Linux on x86-64.
demo-vscode:
	GO=$(GO) bash editors/vscode/demo.sh

# All checks and tests on the installed Go, and with CI=true on the newer one.
# The extension, and the protocol's own client, also need Node.js 20 or newer.
test: lint editors vscode
	$(heading) "tests, on $$($(GO) env GOVERSION); internal/referee runs the real go command and takes longest"
	$(GO) test ./...
ifeq ($(CI),true)
	$(MAKE) test-newer demo
endif

# The quick tests: the proof against the real go command only in a sample, and
# no real editors.
test-core:
	$(heading) "tests, on $$($(GO) env GOVERSION), with a sample of internal/referee"
	$(GO) test -short ./...

# The editors that the tests run, in a folder of the checkout. The tests would
# bring them as well; their time limit is not for downloads.
editors:
	$(heading) 'editors for the tests, from PATH or into .cache/editors'
	@for name in nvim-0.12 nvim-0.10 helix emacs tmux gopls; do bash editors/bring.sh $$name || exit 1; done

lint:
	$(heading) 'gofmt, go vet for linux, windows and darwin, staticcheck'
	@unformatted=$$(gofmt -l $$(find . -name '*.go' -not -path './.cache/*')); \
		test -z "$$unformatted" || { echo "gofmt would change:"; echo "$$unformatted"; exit 1; }
	GOOS=linux $(GO) vet ./...
	GOOS=windows $(GO) vet ./...
	GOOS=darwin $(GO) vet ./...
	$(STATICCHECK) ./...

# The tests of the installed Go have run the proof against other toolchains.
test-newer:
	$(heading) 'the same tests on $(NEWER_GO)'
	REFEREE_GO=local GOTOOLCHAIN=$(NEWER_GO) $(GO) test ./...

# Benchmarks; the ratios that the project promises are printed with them.
bench:
	$(GO) test -run '^$$' -bench . -benchmem ./...
	$(heading) 'what the extension adds to the start of VS Code'
	GO=$(GO) bash editors/vscode/bench.sh

# Ten seconds for each fuzz target.
fuzz:
	@$(GO) list ./... | while read -r pkg; do \
		for target in $$($(GO) test -list '^Fuzz' $$pkg | grep '^Fuzz'); do \
			$(GO) test -run '^$$' -fuzz "^$$target$$" -fuzztime 10s $$pkg || exit 1; \
		done; \
	done

fmt:
	gofmt -w $$(find . -name '*.go' -not -path './.cache/*')

# The VS Code extension, in the real workbench and a browser, which are brought
# into .cache/vscode.
vscode:
	$(heading) 'the VS Code extension'
	GO=$(GO) bash editors/vscode/test.sh

# The packages of the VS Code extension, for all platforms, in bin. This needs
# Node 20 or newer with npm.
vsix:
	cd editors/vscode && npm ci --no-audit --no-fund --ignore-scripts && GO=$(GO) node scripts/vsix.mjs

clean:
	rm -rf bin
