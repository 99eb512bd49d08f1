package analyzers

import "testing"

func TestInvalidGOSUMDB(t *testing.T) {
	set := func(value string) scenario { return scenario{file: public}.with("GOSUMDB", value) }
	complete := scenario{file: public, sums: inGoSum}
	unset := []string{"Unset GOSUMDB"}
	testVariable(t, InvalidGOSUMDB, []variableCase{
		{"on", set("on"), "1 warning", []string{"3 of 3 requirements cannot be verified: invalid GOSUMDB: malformed verifier id. go.sum has no line for what is fetched, so the fetch fails. Correct GOSUMDB=on ("}, unset},
		{"OFF", set("OFF"), "1 warning", nil, []string{"Unset GOSUMDB", "Set GOSUMDB to off (deliberate)"}},
		{"a URL", set("https://sum.golang.org"), "1 warning", nil, unset},
		{"a name and a URL", set("sum.golang.org+https://sum.golang.google.cn"), "1 warning", nil, []string{"Set GOSUMDB to sum.golang.google.cn", "Unset GOSUMDB"}},
		{"with a carriage return", scenario{file: public, userText: "GOSUMDB=off\r\n"}, "1 warning", []string{"(set in " + userFile + ":1). Lines end in CRLF, and the carriage return is part of the value of GOSUMDB; "}, []string{"Unset GOSUMDB", "Set GOSUMDB to off (deliberate)"}},
		{"a company's database in quotation marks", scenario{file: public, userText: "\nGOSUMDB='" + ownDatabase + "'\n"}, "1 warning", []string{"The quotation marks are part of the value of GOSUMDB; remove them."}, []string{"Write the line for GOSUMDB anew", "Unset GOSUMDB"}},
		{"beside another line in quotation marks", scenario{file: public, userText: "GOPRIVATE='x.com'\nGOSUMDB=on\n"}, "1 warning", []string{"(set in " + userFile + ":2)."}, unset},
		{"empty in the user's file", scenario{file: public, user: map[string]string{"GOSUMDB": ""}}, "1 warning", []string{"missing GOSUMDB", `"go env -u GOSUMDB" restores the default`}, unset},
		{"no go.env in GOROOT", scenario{file: public, bare: true}.with("GOPROXY", "direct"), "1 warning", []string{"missing GOSUMDB"}, []string{"Set GOSUMDB to sum.golang.org"}},
		{"a secret in a URL", set("https://u:hunter2@sums.acme.com"), "1 warning", nil, unset},
		{"where go.sum has all", complete.with("GOSUMDB", "on"), "1 information", []string{"Updates of 3 of 3 requirements cannot be verified", "What go.sum has a line for goes on working; but on an update, or in a checkout without go.sum, the fetch fails."}, unset},
		{"where go.sum lacks one", scenario{file: public, sums: map[string]string{"golang.org/x/mod": "both", "git.acme.com/team/lib": "zip"}}.with("GOSUMDB", "on"), "1 warning", []string{"2 of 3 requirements"}, unset},
		{"with a vendor directory", scenario{file: public, vendored: true}.with("GOSUMDB", "on"), "1 information", []string{"so the fetch fails"}, unset},
		{name: "where nothing is verified", scenario: set("on").with("GONOSUMDB", "*")},
		{name: "where nothing is fetched", scenario: set("on").with("GOPROXY", "off")},
		{name: "nor asked for on an update", scenario: complete.with("GOSUMDB", "on", "GOPROXY", "off")},
		{name: "off", scenario: set("off")},
		{name: "the default", scenario: scenario{file: public}},
		{name: "its name in mainland China", scenario: set("sum.golang.google.cn")},
		{name: "a company's own", scenario: set(ownDatabase)},
	})
}
