package analyzers

import (
	"testing"

	"github.com/modroute/modroute/internal/analysis"
	"github.com/modroute/modroute/internal/gomod"
)

const (
	goodSum  = "golang.org/x/mod v0.42.0 h1:aaaa=\ngolang.org/x/mod v0.42.0/go.mod h1:bbbb=\n"
	ourSum   = "git.acme.com/team/lib v1.2.3 h1:cccc=\n"
	theirSum = "git.acme.com/team/lib v1.2.4 h1:dddd=\n"
	conflict = goodSum + "<<<<<<< HEAD\n" + ourSum + "||||||| 1a2b3c4\n=======\n" + theirSum + ">>>>>>> 1a2b3c4 (upgrade)\n"
)

func TestMalformedGoSum(t *testing.T) {
	const local = "module m\n\nrequire example.com/lib v1.0.0\n\nreplace example.com/lib => ./lib\n"
	broken := goodSum + "golang.org/x/mod v0.42.0\n"
	checkRows(t, MalformedGoSum, []row{
		{"a merge conflict", scenario{file: public, sumText: conflict}, "1 error malformed-go-sum",
			"every command that verifies a module stops: malformed go.sum: /src/m/go.sum:3: wrong number of fields 2. Git left a merge conflict there"},
		{"a line without hash", scenario{file: public, sumText: broken}, "1 error malformed-go-sum", "wrong number of fields 2. Remove the line."},
		{"two lines", scenario{file: public, sumText: broken + "x\n"}, "1 error malformed-go-sum", "Remove the 2 lines that"},
		{"builds use the vendor directory", scenario{file: public, sumText: broken, vendored: true}, "1 information malformed-go-sum", "go mod download stop"},
		{"nothing is required", scenario{file: "module m\n", sumText: broken}, "1 information malformed-go-sum", "yet"},
		{"all comes from directories", scenario{file: local, sumText: broken}, "1 information malformed-go-sum", "yet"},
		{"a replace that nothing uses", scenario{file: "module m\n\nreplace example.com/old => git.acme.com/team/lib v1.2.3\n", sumText: broken}, "1 information malformed-go-sum", "yet"},
		{"another module of the workspace requires", scenario{file: local, sumText: broken, workText: "go 1.26\nuse ./m\nuse ./n\n",
			members: map[string]string{"/src/m/go.mod": local, "/src/n/go.mod": public}}, "1 error malformed-go-sum", ""},
		{"the file's own copy on disk does not count", scenario{file: local, sumText: broken, workText: "go 1.26\nuse ./m\n",
			members: map[string]string{"/src/m/go.mod": public}}, "1 information malformed-go-sum", ""},

		{"before Go 1.22", scenario{file: public, sumText: broken, goVersion: "go1.21.13"}, "1 warning malformed-go-sum", "takes what follows the line for missing: /src/m/go.sum:3: wrong number of fields 2."},
		{"before Go 1.22, with a vendor directory", scenario{file: public, sumText: broken, goVersion: "go1.21.13", vendored: true}, "1 information malformed-go-sum", ""},
		{"since Go 1.22", scenario{file: public, sumText: broken, goVersion: "go1.22.0"}, "1 error malformed-go-sum", ""},

		{"a good file", scenario{file: public, sumText: goodSum}, "", ""},
		{"blank lines and line ends of Windows", scenario{file: public, sumText: "\r\n\n" + goodSum + "  \n"}, "", ""},
		{"no file", scenario{file: public}, "", ""},
	})
}

func TestMalformedGoSumFix(t *testing.T) {
	for text, want := range map[string]string{
		conflict:                               goodSum + ourSum + theirSum,
		goodSum + "x y":                        goodSum,
		"x\r\n" + goodSum + "\n" + "a b c d\n": goodSum + "\n",
	} {
		d := finding(t, MalformedGoSum, scenario{file: public, sumText: text})
		edit := d.Intents[0].(analysis.EditText)
		if got := gomod.Apply(text, edit.Edits); got != want {
			t.Errorf("%q becomes %q, want %q", text, got, want)
		}
		if d.Cause == nil || d.Cause.File != "/src/m/go.sum" || edit.File != "/src/m/go.sum" || d.Subject == "" {
			t.Errorf("it stands at %+v, subject %q, and edits %s", d.Cause, d.Subject, edit.File)
		}
	}
}
