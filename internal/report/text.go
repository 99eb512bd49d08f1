package report

import (
	"fmt"
	"io"
	"strings"
	"unicode/utf8"

	"github.com/modroute/modroute/internal/explain"
	"github.com/modroute/modroute/internal/route"
)

// Text returns a handler that writes results for people: findings as compilers
// do, routes in aligned columns once all are there.
func Text(w io.Writer, color bool) Handler { return &textHandler{w: w, color: color} }

type textHandler struct {
	w     io.Writer
	color bool
	rows  []row
}

// A row is one line of the table of routes, and the file it belongs to.
type row struct {
	file  string
	cells []cell
}

// A cell is a word of a table with the colour that it is shown in.
type cell struct{ text, color string }

// Finding writes "go.mod:7:2: warning: message [code]".
func (h *textHandler) Finding(f *Finding) error {
	_, err := fmt.Fprintf(h.w, "%s:%d:%d: %s: %s %s\n", explain.Printable(f.File), f.Line, f.Column,
		h.paint(severityColor[f.Severity], f.Severity), explain.Printable(f.Message), h.paint(faint, "["+f.Code+"]"))
	return err
}

// Route holds a route back until all column widths are known.
func (h *textHandler) Route(r *Route) error {
	h.rows = append(h.rows, row{r.File, []cell{
		{text: r.Path},
		{text: r.Version},
		{string(r.Source), sourceColor[r.Source]},
		{text: way(r)},
	}})
	return nil
}

// way says in a few words where a route leads.
func way(r *Route) string {
	switch {
	case r.Error != "":
		return r.Error
	case r.ReplacedBy != nil && r.ReplacedBy.Dir != "":
		return "=> " + r.ReplacedBy.Dir
	case r.ReplacedBy != nil:
		return "=> " + r.ReplacedBy.Path + " " + r.ReplacedBy.Version + ": " + places(r)
	}
	return places(r)
}

// places puts the hops in order. A module that is first sought at its origin
// has the repository's place named.
func places(r *Route) string {
	hops := explain.Hops(r.Hops)
	switch {
	case r.Direct == nil || r.Hops[0].Kind != route.HopDirect:
		return hops
	case r.Direct.Error != "":
		return hops + ": " + r.Direct.Error
	}
	return hops + " (" + r.Direct.URL + ")"
}

// Close writes the routes. Those of several files stand below the name of
// theirs.
func (h *textHandler) Close() error {
	width := h.widths()
	files := make(map[string]bool)
	for _, r := range h.rows {
		if r.file != "" {
			files[r.file] = true
		}
	}
	for i, r := range h.rows {
		if len(files) > 1 && (i == 0 || r.file != h.rows[i-1].file) {
			if err := h.heading(r.file, i == 0); err != nil {
				return err
			}
		}
		if err := h.line(r, width); err != nil {
			return err
		}
	}
	h.rows = nil
	return nil
}

// widths makes the cells printable, and returns the widths of the columns.
func (h *textHandler) widths() (width []int) {
	for _, r := range h.rows {
		for i := range r.cells {
			r.cells[i].text = explain.Printable(r.cells[i].text)
			if i == len(width) {
				width = append(width, 0)
			}
			width[i] = max(width[i], utf8.RuneCountInString(r.cells[i].text))
		}
	}
	return width
}

// heading begins the routes of a file, "" for those of no file.
func (h *textHandler) heading(file string, first bool) error {
	if !first {
		if _, err := fmt.Fprintln(h.w); err != nil {
			return err
		}
	}
	if file == "" {
		file = "not required"
	}
	_, err := fmt.Fprintln(h.w, h.paint(faint, explain.Printable(file)+":"))
	return err
}

func (h *textHandler) line(r row, width []int) error {
	var line strings.Builder
	for i, c := range r.cells {
		line.WriteString(h.paint(c.color, c.text))
		if i < len(r.cells)-1 {
			line.WriteString(strings.Repeat(" ", width[i]-utf8.RuneCountInString(c.text)+2))
		}
	}
	_, err := fmt.Fprintln(h.w, strings.TrimRight(line.String(), " "))
	return err
}

// The colours are those that every terminal has, so that its own theme
// decides how they look.
const (
	red    = "\x1b[31m"
	green  = "\x1b[32m"
	yellow = "\x1b[33m"
	cyan   = "\x1b[36m"
	faint  = "\x1b[2m"
	plain  = "\x1b[0m"
)

var severityColor = map[string]string{"error": red, "warning": yellow, "information": cyan, "hint": faint}

var sourceColor = map[route.Source]string{
	route.Proxy: cyan, route.Direct: green, route.Blocked: red,
	route.Local: faint, route.Main: faint, route.Vendor: faint,
}

// paint colours s if the handler may and color is not empty.
func (h *textHandler) paint(color, s string) string {
	if !h.color || color == "" {
		return s
	}
	return color + s + plain
}
