package route

import (
	"errors"
	"fmt"
	"net/url"
	"strings"

	"golang.org/x/mod/sumdb/note"

	"github.com/modroute/modroute/internal/goenv"
)

// A sumdb is GOSUMDB as the go command understands it, with the way to the
// database.
type sumdb struct {
	off  bool
	name string
	via  []Hop
	err  error  // what every look-up says
	why  Reason // if off
	// Checksum routes that many modules share, by what go.sum has.
	asked map[string]*Checksum
}

// knownSumDB has the verifier keys compiled into the go command:
// cmd/go/internal/modfetch/key.go.
var knownSumDB = map[string]string{
	"sum.golang.org": "sum.golang.org+033de0ae+Ac4zctda0e5eza+HJyk9SxEdh+s3Ux18htTTAD8OuAn8",
}

// parseSumDB follows cmd/go/internal/modfetch/sumdb.go:dbDial.
func (p *Policy) parseSumDB(gosumdb string) sumdb {
	if gosumdb == "off" {
		return sumdb{off: true, err: errors.New("checksum database disabled by GOSUMDB=off"), why: p.reason("checksum", "GOSUMDB")}
	}
	db := p.dialSumDB(gosumdb)
	db.asked = make(map[string]*Checksum)
	for _, goSum := range []string{"", "none", "mod", "zip", "both"} {
		c := &Checksum{Verify: true, GoSum: goSum, Database: db.name, Via: db.via}
		if db.err != nil {
			c.Reason, c.Error = db.err.Error(), true
		}
		db.asked[goSum] = c
	}
	return db
}

func (p *Policy) dialSumDB(gosumdb string) sumdb {
	if gosumdb == "sum.golang.google.cn" {
		gosumdb = "sum.golang.org https://sum.golang.google.cn"
	}
	key := strings.Fields(gosumdb)
	switch {
	case len(key) == 0:
		return sumdb{err: errors.New("missing GOSUMDB")}
	case len(key) > 2:
		return sumdb{err: errors.New("invalid GOSUMDB: too many fields")}
	}
	if known, ok := knownSumDB[key[0]]; ok {
		key[0] = known
	}
	verifier, err := note.NewVerifier(key[0])
	if err != nil {
		return sumdb{err: fmt.Errorf("invalid GOSUMDB: %v", err)}
	}
	name := verifier.Name()
	direct, err := url.Parse("https://" + name)
	if err != nil {
		return sumdb{err: fmt.Errorf("invalid sumdb name (must be host[/path]): %s", name)}
	}
	if strings.HasSuffix(name, "/") || *direct != (url.URL{Scheme: "https", Host: direct.Host, Path: direct.Path}) || direct.Host == "" {
		return sumdb{err: fmt.Errorf("invalid sumdb name (must be host[/path]): %s %+v", name, *direct)}
	}
	if len(key) == 2 {
		// An explicit URL bypasses the proxies.
		base, err := url.Parse(key[1])
		if err != nil {
			return sumdb{err: fmt.Errorf("invalid GOSUMDB URL: %v", err)}
		}
		return sumdb{name: name, via: []Hop{{Kind: HopDirect, URL: goenv.Redact(base.String()), Next: Never}}}
	}
	return sumdb{name: name, via: p.sumDBVia("https://" + name)}
}

// sumDBVia returns where the database is asked, in order: the first proxy that
// answers <proxy>/sumdb/<name>/supported serves every look-up; 404 and 410 ask
// the next one. GOPROXY's keyword direct leads to the database itself. So does
// its end, or off, but only if every proxy answered 404 or 410: that is why
// the last proxy then says on-not-found whatever separator follows it
// (cmd/go/internal/modfetch/sumdb.go:initBase).
func (p *Policy) sumDBVia(direct string) []Hop {
	var via []Hop
	for _, h := range p.list.hops {
		if h.Kind == HopProxy {
			via = append(via, h)
		}
	}
	if hops := p.list.hops; len(via) > 0 && hops[len(hops)-1].Kind != HopDirect {
		via[len(via)-1].Next = OnNotFound
	}
	return append(via, Hop{Kind: HopDirect, URL: direct, Next: Never})
}

// checksum returns the checksum route of a module version. It follows
// cmd/go/internal/modfetch/sumdb.go:useSumDB and, for the class Build,
// modload/import.go:mustHaveSums.
func (p *Policy) checksum(ws *Workspace, class Class, path, version string) (*Checksum, []Reason) {
	goSum := goSumState(ws, path, version)
	readOnly := class == Build && ws.Module && !ws.Work && p.flags.mod != "mod" && p.since("go1.16")
	switch {
	case readOnly && goSum == "none":
		return &Checksum{GoSum: goSum, Error: true, Reason: "missing go.sum entry: a build that needs a package of it stops before any request"}, nil
	case readOnly && goSum != "both":
		// What the one line vouches for is fetched before the other is missed.
		return &Checksum{GoSum: goSum, Error: true, Reason: "missing go.sum entry: a build that needs a package of it fails"}, nil
	case p.sumdb.off:
		return &Checksum{GoSum: goSum, Reason: "GOSUMDB=off"}, []Reason{p.sumdb.why}
	}
	if exempt := p.noSumDB.match(path); exempt != nil {
		return &Checksum{GoSum: goSum, Reason: exempt.why.Variable + " matches"}, []Reason{exempt.why}
	}
	return p.sumdb.asked[goSum], nil
}

// goSumState says which lines go.sum has: "both", "mod", "zip", "none", or ""
// outside a module, where there is no go.sum.
func goSumState(ws *Workspace, path, version string) string {
	if ws.Sums == nil {
		return ""
	}
	mod, zip := ws.Sums.Has(path, version)
	switch {
	case mod && zip:
		return "both"
	case mod:
		return "mod"
	case zip:
		return "zip"
	}
	return "none"
}
