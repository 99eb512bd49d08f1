package cli

import (
	"bytes"
	"fmt"
	"html"
	"os"
	"regexp"
	"strings"
	"testing"
	"unicode/utf8"
)

// screenshot is the picture at the top of README.md.
const screenshot = "../../docs/modroute.svg"

// The picture in README.md is what the command prints on a terminal, on the
// demonstration repository. With -update it is drawn anew.
func TestScreenshotShowsRealOutput(t *testing.T) {
	m := demoMachine(t)
	var session strings.Builder
	for _, command := range []*command{routeCommand, checkCommand} {
		var out bytes.Buffer
		c := &call{stdout: &out, stderr: &out, environ: m.environ, color: true, command: command}
		if _, err := command.run(c, []string{"-C", m.dir}); err != nil {
			t.Fatal(err)
		}
		fmt.Fprintf(&session, "\x1b[2m$\x1b[0m \x1b[1mmodroute %s\x1b[0m\n%s\n", command.name, out.String())
	}
	svg := draw(strings.TrimSpace(session.String()))
	if *update {
		if err := os.WriteFile(screenshot, []byte(svg), 0o666); err != nil {
			t.Fatal(err)
		}
		return
	}
	if have, err := os.ReadFile(screenshot); err != nil || string(have) != svg {
		t.Errorf("docs/modroute.svg is not what the command prints (%v); draw it anew with -update", err)
	}
}

// The measures of the picture, in pixels, and its width in characters.
const (
	columns    = 110
	charWidth  = 7.8
	lineHeight = 19
	margin     = 18
)

// colors are the picture's for the codes that the command uses.
var colors = map[string]string{
	"\x1b[1m": "#ffffff", "\x1b[2m": "#8b949e",
	"\x1b[31m": "#ff7b72", "\x1b[32m": "#7ee787", "\x1b[33m": "#e3b341", "\x1b[36m": "#79c0ff",
	"\x1b[0m": "#d1d7e0",
}

// glyphs matches a word of the terminal, blanks, or the code of a colour.
var glyphs = regexp.MustCompile("\x1b\\[[0-9]+m| +|[^ \x1b]+")

// draw draws what a terminal shows. Long lines are folded between words.
func draw(session string) string {
	var body strings.Builder
	y, color := 0, colors["\x1b[0m"]
	for line := range strings.SplitSeq(session, "\n") {
		y++
		x := 0
		for _, word := range glyphs.FindAllString(line, -1) {
			if c, ok := colors[word]; ok {
				color = c
				continue
			}
			width := utf8.RuneCountInString(word)
			blank := word[0] == ' '
			if x > 0 && x+width > columns {
				x, y = 4, y+1
				if blank {
					continue
				}
			}
			if !blank {
				fmt.Fprintf(&body, "<text x=\"%.1f\" y=\"%d\" fill=\"%s\" textLength=\"%.1f\">%s</text>\n",
					margin+float64(x)*charWidth, margin+y*lineHeight-5, color, float64(width)*charWidth, html.EscapeString(word))
			}
			x += width
		}
	}
	w, h := 2*margin+columns*charWidth, 2*margin+y*lineHeight
	return fmt.Sprintf(`<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 %.0f %d" width="%.0f" height="%d" `+
		`font-family="ui-monospace, SFMono-Regular, Menlo, Consolas, 'DejaVu Sans Mono', monospace" font-size="13">
<title>modroute route and modroute check on a terminal</title>
<rect width="100%%" height="100%%" rx="8" fill="#0d1117"/>
%s</svg>
`, w, h, w, h, body.String())
}
