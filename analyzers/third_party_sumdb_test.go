package analyzers

import "testing"

// gosumIO is the published key of gosum.io.
const gosumIO = "gosum.io+ce6e7565+AY5qEHUk/qmHc5btzW45JVoENfazw8LielDsaI+lEbq6"

func TestThirdPartySumDB(t *testing.T) {
	set := func(value string) scenario { return scenario{file: public}.with("GOSUMDB", value) }
	fixes := []string{"Unset GOSUMDB", "Set GOSUMDB to sum.golang.google.cn"}
	testVariable(t, ThirdPartySumDB, []variableCase{
		{"gosum.io", set(gosumIO), "1 warning", []string{"3 of 3 requirements will be verified by gosum.io, which is not the Go project's checksum database. "}, fixes},
		{"at another address", set(gosumIO + " https://goproxy.io/sumdb/gosum.io"), "1 warning", nil, fixes},
		{"where go.sum has all", scenario{file: public, sums: inGoSum}.with("GOSUMDB", gosumIO), "1 information", []string{"Updates of 3 of 3 requirements"}, fixes},
		{"of some", set(gosumIO).with("GONOSUMDB", "git.acme.com"), "1 warning", []string{"2 of 3 requirements will be verified by gosum.io, "}, fixes},
		{"with a vendor directory", scenario{file: public, vendored: true}.with("GOSUMDB", gosumIO), "1 information", []string{"3 of 3 requirements will be verified by gosum.io, "}, fixes},
		{name: "where nothing is verified", scenario: set(gosumIO).with("GONOSUMDB", "*")},
		{name: "where nothing is fetched", scenario: set(gosumIO).with("GOPROXY", "off")},
		{name: "without its key it is invalid", scenario: set("gosum.io")},
		{name: "a company's own", scenario: set(ownDatabase)},
		{name: "sum.golang.org with its key", scenario: set("sum.golang.org+033de0ae+Ac4zctda0e5eza+HJyk9SxEdh+s3Ux18htTTAD8OuAn8")},
		{name: "at an address of the company", scenario: set("sum.golang.org https://sums.acme.com")},
		{name: "its name in mainland China", scenario: set("sum.golang.google.cn")},
		{name: "the default", scenario: scenario{file: public}},
	})
}
