package goenv

// sentences say what each variable does, after `go help environment`, `go help
// module-private`, `go help goproxy`, `go help goauth`, https://go.dev/ref/mod
// and, for those that are not the go command's, its source.
var sentences = map[string]string{
	"GOPROXY":     `where modules are asked for: proxies in order, direct for the origin, off for nowhere; after a comma 404 and 410 go on to the next entry, after a pipe any error does`,
	"GOPRIVATE":   `patterns of private modules, which no proxy and no checksum database is to be told of: the value of GONOPROXY and GONOSUMDB where these are empty, and what GOVCS calls private`,
	"GONOPROXY":   `patterns of modules that are fetched from their origin, past all proxies; where it is set, GOPRIVATE does not count for this`,
	"GONOSUMDB":   `patterns of modules that no checksum database is asked about; where it is set, GOPRIVATE does not count for this`,
	"GOSUMDB":     `the checksum database that verifies what go.sum does not know yet: a name, with a key and a URL for one that Go does not know, or off`,
	"GOINSECURE":  `patterns of modules whose origin may be reached over http and without a valid certificate; proxies and checksums are as strict as ever`,
	"GOVCS":       `which version control systems may be run for public and private modules that come from their origin`,
	"GOAUTH":      `how credentials for https are found: netrc, git, a command of one's own, or off`,
	"GOTOOLCHAIN": `which Go toolchain runs, and whether a newer one is fetched when a go or toolchain line asks for it`,
	"GO111MODULE": `off makes the go command ignore go.mod; modules are on by default`,
	"GOFLAGS":     `flags for every go command that knows them; -mod=vendor and -mod=mod decide where modules come from, -modfile which file is read for go.mod`,
	"GOWORK":      `the go.work file in use, or off; empty means the one in this directory or above`,

	"GOENV":      `the file that "go env -w" writes, or off; read from the process's environment only`,
	"GOROOT":     `the Go installation, whose go.env holds Go's defaults`,
	"GOVERSION":  `the version of the Go installation; it cannot be set`,
	"GOPATH":     `directories whose first one holds the module cache, unless GOMODCACHE is set, and the programs that "go install" builds`,
	"GOMODCACHE": `the directory that modules are fetched into; what is there is not fetched again`,

	"GODEBUG":             `switches for debugging, of the go command too; read from the process's environment only`,
	"HTTPS_PROXY":         `the HTTP proxy that https requests go through; no module proxy`,
	"HTTP_PROXY":          `the HTTP proxy that http requests go through; no module proxy`,
	"NO_PROXY":            `hosts that are reached without the HTTP proxy`,
	"NETRC":               `the file of logins by host, for https requests`,
	"GIT_TERMINAL_PROMPT": `whether git may ask for a password in the terminal; the go command sets it to 0 where it is empty`,
	"GIT_SSH_COMMAND":     `the command that git runs for ssh addresses`,
	"GIT_ALLOW_PROTOCOL":  `the protocols that git may use; the go command trusts those named here`,
	"GIT_SSL_CAINFO":      `the certificates that git trusts`,
	"GIT_SSL_NO_VERIFY":   `makes git accept any certificate`,
	"GCM_INTERACTIVE":     `whether git's credential manager may ask; the go command sets it to never where it is empty`,
	"SSL_CERT_FILE":       `the file of certificates that are trusted, in the place of the system's`,
	"SSL_CERT_DIR":        `directories of certificates that are trusted, in the place of the system's`,
}

// Describe says what a variable does, in a clause; "" if it is none that
// steers fetching.
func Describe(name string) string {
	switch name {
	case "https_proxy", "http_proxy", "no_proxy":
		name = map[string]string{"https_proxy": "HTTPS_PROXY", "http_proxy": "HTTP_PROXY", "no_proxy": "NO_PROXY"}[name]
	}
	return sentences[name]
}

// Patterns are the variables whose values are lists of glob patterns of module
// paths.
var Patterns = []string{"GOPRIVATE", "GONOPROXY", "GONOSUMDB", "GOINSECURE"}

// An Assignment is a line of one of Go's environment files that counts. The
// numbers are byte offsets into the line.
type Assignment struct {
	Name, Value string
	ValueStart  int
}

// ParseLine reads one line of an environment file, without its line feed; ok is
// false if it does not count.
func ParseLine(line string) (a Assignment, ok bool) {
	name, value, ok := assignment(line)
	return Assignment{name, value, len(name) + len("=")}, ok
}
