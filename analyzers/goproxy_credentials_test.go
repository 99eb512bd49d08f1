package analyzers

import (
	"fmt"
	"strings"
	"testing"
)

func TestGOPROXYCredentials(t *testing.T) {
	const title = "?Remove the credentials from GOPROXY => "
	testProxyList(t, GOPROXYCredentials, []proxyListRow{
		{name: "none", goproxy: "https://proxy.acme.com"},
		{name: "an @ in the path", goproxy: "https://proxy.acme.com/@team"},
		{name: "https", goproxy: "https://alice:hunter2@proxy.acme.com/go,direct", want: "information",
			says:    []string{"GOPROXY holds credentials: https://xxxxx@proxy.acme.com/go. Every program", "and take them out of GOPROXY=https://xxxxx@"},
			intents: []string{title + "https://proxy.acme.com/go,direct"}},
		{name: "no scheme", goproxy: "alice:hunter2@proxy.acme.com", want: "information", intents: []string{title + "https://proxy.acme.com"}},
		{name: "http", goproxy: "http://alice@proxy.acme.com,direct", want: "error",
			says:    []string{"refusing to pass credentials to insecure URL: http://xxxxx@proxy.acme.com. Nothing", "it hits 3 of 3 requirements. Use https, or take them out of GOPROXY=http://xxxxx@proxy.acme.com,direct"},
			intents: []string{title + "http://proxy.acme.com,direct"}},
		{name: "http, with a pipe after it", goproxy: "http://alice@proxy.acme.com|direct", want: "warning",
			says: []string{"http://xxxxx@proxy.acme.com. Use https"}, intents: []string{title + "http://proxy.acme.com|direct"}},
		{name: "http, at the end", goproxy: "https://a.acme.com,http://alice@proxy.acme.com", want: "warning", intents: []string{title + "https://a.acme.com,http://proxy.acme.com"}},
		{name: "http, alone", goproxy: "http://alice@proxy.acme.com", want: "error", intents: []string{title + "http://proxy.acme.com"}},
		{name: "beside an entry without a scheme", goproxy: "a.acme.com,https://alice@proxy.acme.com", want: "information", intents: []string{title + "a.acme.com,https://proxy.acme.com"}},
		{name: "an @ remains", goproxy: "https://alice:hunter2@proxy.acme.com/@team", want: "information"},
		{name: "after direct", goproxy: "direct,https://alice:hunter2@proxy.acme.com"},
		{name: "no module is asked of the list", goproxy: "https://alice:hunter2@proxy.acme.com", env: gonoproxyAll},
	})
}

// No code of the catalogue shows credentials.
func TestCredentialsAreNeverShown(t *testing.T) {
	for _, goproxy := range []string{
		"https://alice:hunter2@proxy.acme.com,direct",
		"http://alice:hunter2@proxy.acme.com,direct",
		"direct,https://alice:hunter2@proxy.acme.com",
		"https://a.acme.com;https://alice:hunter2@proxy.acme.com",
		"https://alice:hunter2@goproxy.cn,https://goproxy.io",
		"https://alice:hunter2@goproxy.ustc.edu.cn",
		"https:/alice:hunter2@proxy.acme.com",
		"ftp://alice:hunter2@proxy.acme.com",
		"\"https://alice:hunter2@proxy.acme.com\"",
	} {
		found := scenario{file: public, facts: private()}.with("GOPROXY", goproxy).run(t)
		if len(found) == 0 {
			t.Errorf("GOPROXY=%s: no finding", goproxy)
		}
		for _, d := range found {
			if text := fmt.Sprintf("%q %q %+v", d.Message, d.Subject, d.Intents); strings.Contains(text, "hunter2") || strings.Contains(text, "alice") {
				t.Errorf("GOPROXY=%s: a secret in %s", goproxy, text)
			}
		}
	}
}
