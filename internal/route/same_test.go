package route

import "testing"

// Two routes are the same if they lead to the same places, whatever decided
// that.
func TestSame(t *testing.T) {
	base := func(change func(*Route)) *Route {
		r := &Route{
			Source: Proxy, Hops: []Hop{{Kind: HopProxy, URL: "https://a.example", Next: OnNotFound}, {Kind: HopDirect, Next: Never}},
			Direct:   &DirectStep{How: "static", URL: "https://github.com/a/b", VCS: "git"},
			Checksum: &Checksum{Verify: true, GoSum: "none", Database: "sum.golang.org", Via: []Hop{{Kind: HopProxy, URL: "https://a.example"}}},
			Reasons:  []Reason{{Step: "proxy-list"}},
		}
		if change != nil {
			change(r)
		}
		return r
	}
	complete := func(verify bool) func(*Route) {
		return func(r *Route) { r.Checksum = &Checksum{Verify: verify, GoSum: "both"} }
	}
	for name, test := range map[string]struct {
		a, b func(*Route)
		want bool
	}{
		"equal":                             {nil, nil, true},
		"for another reason":                {nil, func(r *Route) { r.Reasons = nil }, true},
		"another separator":                 {nil, func(r *Route) { r.Hops[0].Next = OnAnyError }, false},
		"another source":                    {nil, func(r *Route) { r.Source = Direct }, false},
		"an error":                          {nil, func(r *Route) { r.Error = "x" }, false},
		"replaced":                          {nil, func(r *Route) { r.ReplacedBy = &Replacement{Dir: "../b"} }, false},
		"replaced alike":                    {func(r *Route) { r.ReplacedBy = &Replacement{Dir: "../b"} }, func(r *Route) { r.ReplacedBy = &Replacement{Dir: "../b"} }, true},
		"insecure":                          {nil, func(r *Route) { r.Direct.Insecure = true }, false},
		"no direct step":                    {nil, func(r *Route) { r.Direct = nil }, false},
		"not verified":                      {nil, func(r *Route) { r.Checksum.Verify = false }, false},
		"a look-up that fails":              {nil, func(r *Route) { r.Checksum.Error = true }, false},
		"another database":                  {nil, func(r *Route) { r.Checksum.Database = "b" }, false},
		"a database by another way":         {nil, func(r *Route) { r.Checksum.Via = nil }, false},
		"no checksum":                       {nil, func(r *Route) { r.Checksum = nil }, false},
		"a database that need not be asked": {complete(true), complete(false), true},
	} {
		if got := Same(base(test.a), base(test.b)); got != test.want {
			t.Errorf("%s: the same is %t", name, got)
		}
	}
}
