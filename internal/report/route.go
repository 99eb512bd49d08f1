package report

import (
	"github.com/modroute/modroute/internal/analysis"
	"github.com/modroute/modroute/internal/goenv"
	"github.com/modroute/modroute/internal/modcache"
	"github.com/modroute/modroute/internal/route"
	"github.com/modroute/modroute/internal/visibility"
)

// A Route is the whole answer for one requirement, as `modroute route -json`
// gives it.
type Route struct {
	Schema     int                `json:"schema"`               // 1
	Path       string             `json:"path"`                 // of the module, as required
	Version    string             `json:"version,omitempty"`    // as required
	File       string             `json:"file,omitempty"`       // that holds the requirement, relative to -C
	Line       int                `json:"line,omitempty"`       // 1-based
	For        string             `json:"for"`                  // the command class: "build", "download" or "update"
	ReplacedBy *route.Replacement `json:"replacedBy,omitempty"` // {path, version}, or {dir} for a local one
	Source     route.Source       `json:"source"`               // "proxy", "direct", "local", "main", "vendor" or "blocked"
	Hops       []route.Hop        `json:"hops,omitempty"`       // the places that this module can reach, in order; the last one's next is "never"
	Direct     *route.DirectStep  `json:"direct,omitempty"`     // how the direct hop finds the repository
	Requests   []string           `json:"requests,omitempty"`   // escaped, relative to a proxy's base URL
	Checksum   *route.Checksum    `json:"checksum,omitempty"`
	Cached     *modcache.State    `json:"cached,omitempty"` // what of the module version that is fetched the module cache holds
	Visibility *Visibility        `json:"visibility,omitempty"`
	Reasons    []route.Reason     `json:"reasons,omitempty"` // the settings that decided, each with its origin
	Error      string             `json:"error,omitempty"`   // the go command's own words, when nothing can be routed
}

// A Visibility is a verdict with its evidence.
type Visibility struct {
	Verdict  string   `json:"verdict"` // "public", "private" or "unknown"
	Evidence []string `json:"evidence,omitempty"`
}

// NewRoute makes the answer for requirement r, which stands in file, and its
// route. The caller adds what the module cache holds.
func NewRoute(r *analysis.Requirement, rt *route.Route, file string) *Route {
	out := &Route{
		Schema:     Schema,
		Path:       r.Path,
		Version:    r.Version,
		Line:       r.Line,
		For:        rt.For.String(),
		ReplacedBy: rt.ReplacedBy,
		Source:     rt.Source,
		Hops:       rt.Hops,
		Direct:     rt.Direct,
		Requests:   rt.Requests(),
		Checksum:   rt.Checksum,
		Visibility: newVisibility(r.Visibility),
		Reasons:    rt.Reasons,
		Error:      goenv.Redact(rt.Error),
	}
	if r.Line > 0 {
		out.File = file
	}
	return out
}

func newVisibility(j visibility.Judgement) *Visibility {
	v := &Visibility{Verdict: j.Verdict.String()}
	for _, e := range j.Evidence {
		v.Evidence = append(v.Evidence, goenv.Redact(e.Text))
	}
	return v
}
