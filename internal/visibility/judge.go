package visibility

// Judge weighs the evidence for a module. The path and version are those that
// are fetched: the replacement's, if the module is replaced.
//
// For private speak, strongest first, what the repository's go.env declares,
// the patterns in force, the settings, a host that cannot be public, and
// names that git, netrc or GOAUTH know. A cached answer of the checksum
// database speaks for public: it outweighs the host, the names, and a pattern
// in force that does not name at least host and owner; never go.env and the
// settings. On a host that serves public modules only, nothing but the settings
// speaks for private. Evidence that was outweighed follows the evidence that decided.
func (f *Facts) Judge(path, version string) Judgement {
	c := f.compile()
	var private []Evidence
	firm := false
	host := hostOf(path)
	publicOnly := publicHosts[host]
	for i := range c.claims {
		claim := &c.claims[i]
		if publicOnly && claim.evidence.Kind != InSettings {
			continue
		}
		if claim.glob.Match(path) {
			private = append(private, claim.evidence)
			firm = firm || claim.firm
		}
	}
	if why := internalHost(host); why != "" {
		private = append(private, Evidence{Kind: InternalHost, Verdict: Private, Text: why})
	}
	for _, h := range c.hosts {
		if !publicOnly && hasPathPrefix(path, h.Prefix) {
			private = append(private, Evidence{Kind: Credentials, Verdict: Private, Text: h.Text, File: h.File, Line: h.Line})
		}
	}

	if !firm && f.LookedUp != nil && f.LookedUp(path, version) {
		public := []Evidence{{Kind: LookedUp, Verdict: Public, Text: "the checksum database has answered for it"}}
		return Judgement{Verdict: Public, Evidence: append(public, private...)}
	}
	if len(private) > 0 {
		return Judgement{Verdict: Private, Evidence: private}
	}
	if c.remote != "" && host == c.remote {
		weak := Evidence{Kind: SameRemote, Verdict: Private, Text: "the repository's own remote is on " + host}
		return Judgement{Verdict: Private, Weak: true, Evidence: []Evidence{weak}}
	}
	return Judgement{}
}
