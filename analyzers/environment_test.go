package analyzers

import (
	"testing"

	"github.com/modroute/modroute/internal/goenv"
)

// A message names a setting of a file with Windows line ends without them.
func TestSettingOfAWindowsFile(t *testing.T) {
	v := goenv.Variable{Name: "GOPROXY", Setting: goenv.Setting{Value: "https://goproxy.cn;direct\r", File: "env", Line: 2}}
	if got, want := setting(v), "GOPROXY=https://goproxy.cn;direct (set in env:2)"; got != want {
		t.Errorf("%q, want %q", got, want)
	}
}
