package analyzers

import "testing"

func TestVCSForbidden(t *testing.T) {
	const fossil = "module m\n\nrequire chiselapp.com/user/u/repository/r v1.0.0\n"
	const suffix = "module m\n\nrequire git.acme.com/team/lib.svn/v2 v2.0.0\n"
	testVariable(t, VCSForbidden, []variableCase{
		{"by the go command's own rules", scenario{file: fossil}.with("GOPROXY", "direct"), "3 warning",
			[]string{"Cannot be fetched: chiselapp.com/user/u/repository/r: GOVCS disallows using fossil for public chiselapp.com/user/u/repository/r; see 'go help vcs'. "},
			[]string{"Allow chiselapp.com/user/u/repository/r:fossil in GOVCS (deliberate)", "replace"}},
		{"by GOVCS", scenario{file: public}.with("GOPROXY", "direct", "GOVCS", "github.com:off"), "6 warning", nil,
			[]string{"Allow github.com/google/go-cmp:git in GOVCS (deliberate)", "replace"}},
		{"of a path with a suffix", scenario{file: suffix}.with("GOPROXY", "direct"), "3 warning", nil,
			[]string{"Allow git.acme.com/team/lib.svn:svn in GOVCS (deliberate)", "replace"}},
		{name: "of a private module", scenario: scenario{file: fossil}.with("GOPRIVATE", "chiselapp.com")},
		{name: "where a proxy is asked", scenario: scenario{file: fossil}},
		{name: "of a module of the workspace", scenario: func() scenario {
			s := scenario{file: fossil, mains: []string{"chiselapp.com/user/u/repository/r"}}
			return s.with("GOPROXY", "direct")
		}()},
		{name: "of one that is excluded", scenario: scenario{file: fossil + "\nexclude chiselapp.com/user/u/repository/r v1.0.0\n"}.with("GOPROXY", "direct")},
		{name: "a GOVCS that cannot be read is another fault", scenario: scenario{file: fossil}.with("GOPROXY", "direct", "GOVCS", "git")},
		{name: "as is an origin that its path refuses", scenario: scenario{file: "module m\n\nrequire example.net/lib v1.0.0\n"}.with("GOPROXY", "direct")},
		{name: "and git may be used", scenario: scenario{file: public}.with("GOPROXY", "direct")},
	})
}

func TestAllowedVCSKeepsGOVCS(t *testing.T) {
	s := scenario{file: public}.with("GOPROXY", "direct", "GOVCS", "github.com:off")
	p := s.pass()
	for _, r := range p.Requirements {
		if refused(r) {
			if got := setValue(allowVCS(p, r)); got != "github.com/google/go-cmp:git,github.com:off" {
				t.Errorf("GOVCS=%s", got)
			}
		}
	}
}
