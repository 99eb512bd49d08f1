package visibility

import (
	"net/netip"
	"strings"
)

// reservedDomains are the domains that the public domain name system does not
// and will not have: no module below them can be public. A name that is
// merely unusual does not belong here.
var reservedDomains = map[string]bool{
	// RFC 6761 (and RFC 2606): special use.
	"example":   true,
	"invalid":   true,
	"localhost": true,
	"test":      true,
	// RFC 6762: multicast DNS, and the private names that its appendix G lists.
	"local":    true,
	"corp":     true,
	"home":     true,
	"internal": true, // since 2024 reserved by ICANN for private use
	"intranet": true,
	"lan":      true,
	"private":  true,
	// RFC 8375 and RFC 9476.
	"home.arpa": true,
	"alt":       true,
	// Delegation refused by ICANN for good, beside corp and home, because so
	// many private networks use it.
	"mail": true,
	// The domain that many systems come with.
	"localdomain": true,
}

// publicHosts serve public modules only, by the doing of those who run them:
// the import paths of the Go project and of well-known free software. People
// name them in GONOPROXY and GONOSUMDB where proxy.golang.org or
// sum.golang.org cannot be reached, which declares nothing private. As of
// November 2026.
var publicHosts = map[string]bool{
	"cloud.google.com":         true,
	"contrib.go.opencensus.io": true,
	"filippo.io":               true,
	"go.etcd.io":               true,
	"go.mongodb.org":           true,
	"go.opencensus.io":         true,
	"go.opentelemetry.io":      true,
	"go.starlark.net":          true,
	"go.uber.org":              true,
	"go.yaml.in":               true,
	"gocloud.dev":              true,
	"golang.org":               true,
	"gonum.org":                true,
	"google.golang.org":        true,
	"gopkg.in":                 true,
	"gorm.io":                  true,
	"gotest.tools":             true,
	"honnef.co":                true,
	"k8s.io":                   true,
	"modernc.org":              true,
	"mvdan.cc":                 true,
	"rsc.io":                   true,
	"sigs.k8s.io":              true,
}

// ServesPublicOnly reports whether a host is known to serve public modules
// only, such as golang.org.
func ServesPublicOnly(host string) bool { return publicHosts[host] }

// internalHost says why a host cannot be public: "host ends in .internal",
// "host is an IP address". It returns "" if it can.
func internalHost(host string) string {
	last := strings.LastIndexByte(host, '.')
	if last < 0 || last == len(host)-1 {
		return "" // no module path: the go command wants a dot in the first element
	}
	domain := host[last+1:]
	if c := domain[0]; '0' <= c && c <= '9' {
		if _, err := netip.ParseAddr(host); err == nil {
			return "host is an IP address"
		}
		return ""
	}
	if domain == "arpa" {
		domain = host[strings.LastIndexByte(host[:last], '.')+1:]
	}
	if reservedDomains[domain] {
		return "host ends in ." + domain
	}
	return ""
}

// hostOf returns the first element of a module path.
func hostOf(path string) string {
	host, _, _ := strings.Cut(path, "/")
	return host
}
