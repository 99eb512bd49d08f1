package graph

import (
	"fmt"
	"math"
	"strings"
)

// Mermaid writes the picture as a Mermaid flowchart, which GitHub and GitLab
// draw.
func (g *Graph) Mermaid() string {
	var out strings.Builder
	direction := "LR"
	if g.Kind == KindModule {
		direction = "TB"
	}
	fmt.Fprintf(&out, "flowchart %s\n    accTitle: %s\n    accDescr: %s\n", direction, mermaidLine(g.Title), mermaidLine(g.Description))
	for _, n := range g.Nodes {
		open, close := `["`, `"]`
		switch n.Kind {
		case Modules, End:
			open, close = `(["`, `"])`
		case Note:
			continue
		}
		fmt.Fprintf(&out, "    %s%s%s%s\n", n.ID, open, mermaidText(n.text()), close)
	}
	for _, e := range g.Edges {
		arrow := "-->"
		if g.Kind == KindModule && !e.Taken {
			arrow = "-.->"
		}
		label := e.words(g.Kind)
		if label != "" {
			label = `|"` + mermaidText([]string{label}) + `"|`
		}
		fmt.Fprintf(&out, "    %s %s%s %s\n", e.From, arrow, label, e.To)
	}
	for i, e := range g.Edges {
		if style := e.mermaidStyle(g.Kind); style != "" {
			fmt.Fprintf(&out, "    linkStyle %d %s\n", i, style)
		}
	}
	for _, n := range g.Nodes {
		switch {
		case n.Kind == Note:
		case n.Severity != "":
			fmt.Fprintf(&out, "    style %s stroke:#bc4c00,stroke-width:2px\n", n.ID)
		case n.Taken && g.Kind == KindModule:
			fmt.Fprintf(&out, "    style %s stroke:#0969da,stroke-width:2px\n", n.ID)
		}
	}
	return out.String()
}

// text is what stands in a node, in lines.
func (n *Node) text() []string {
	label := n.Label
	if n.Severity != "" && n.Kind == Modules {
		label = "⚠ " + label
	}
	lines := []string{label}
	return append(lines, wrap(n.Lines, 60, 8)...)
}

// words label an edge: when it is taken, or how many modules take it.
func (e *Edge) words(kind Kind) string {
	if kind == KindFile && e.Label == "" {
		return fmt.Sprint(e.Count)
	}
	return e.Label
}

// thickness is a line's width for a number of modules. A text's layout is not
// exact, so it grows slower than they do.
func (e *Edge) thickness() int { return 1 + int(math.Round(math.Sqrt(float64(e.Count)))) }

func (e *Edge) mermaidStyle(kind Kind) string {
	var styles []string
	switch {
	case e.Severity != "":
		styles = append(styles, "stroke:#bc4c00")
	case e.Taken && kind == KindModule:
		styles = append(styles, "stroke:#0969da")
	}
	if kind == KindFile && e.Label == "" {
		styles = append(styles, fmt.Sprintf("stroke-width:%dpx", e.thickness()))
	} else if e.Taken && kind == KindModule {
		styles = append(styles, "stroke-width:3px")
	}
	return strings.Join(styles, ",")
}

// mermaidText makes a text within quotation marks.
func mermaidText(lines []string) string {
	var coded []string
	for _, line := range lines {
		coded = append(coded, mermaidCodes(line))
	}
	return strings.Join(coded, "<br>")
}

// mermaidCodes writes what Mermaid or HTML would read as syntax by its code.
func mermaidCodes(s string) string {
	var out strings.Builder
	for _, r := range s {
		if strings.ContainsRune("\"#;&<>`\\*[]{}|", r) {
			fmt.Fprintf(&out, "#%d;", r)
		} else {
			out.WriteRune(r)
		}
	}
	return out.String()
}

// mermaidLine makes a text of a line of its own.
func mermaidLine(s string) string {
	return strings.NewReplacer("#", " ", ";", ",", "<", "‹").Replace(s)
}
