package graph

import (
	"fmt"
	"strings"
)

// DOT writes the picture in the language of Graphviz.
func (g *Graph) DOT() string {
	var out strings.Builder
	direction := "LR"
	if g.Kind == KindModule {
		direction = "TB"
	}
	fmt.Fprintf(&out, "digraph modroute {\n\trankdir=%s\n\tlabel=%s\n\tlabelloc=t\n\tnode [shape=box style=rounded fontname=monospace]\n\tedge [fontname=monospace]\n",
		direction, dotText([]string{g.Title, g.Description}))
	for _, n := range g.Nodes {
		if n.Kind == Note {
			continue
		}
		fmt.Fprintf(&out, "\t%s [label=%s%s]\n", n.ID, dotText(n.text()), n.dotStyle(g.Kind))
	}
	for _, e := range g.Edges {
		label := ""
		if words := e.words(g.Kind); words != "" {
			label = "label=" + dotText([]string{words})
		}
		fmt.Fprintf(&out, "\t%s -> %s [%s]\n", e.From, e.To, strings.TrimSpace(label+e.dotStyle(g.Kind)))
	}
	out.WriteString("}\n")
	return out.String()
}

func (n *Node) dotStyle(kind Kind) string {
	style := ""
	if n.Kind == Modules || n.Kind == End {
		style = " shape=plaintext"
	}
	switch {
	case n.Severity != "":
		style += ` color="#bc4c00" fontcolor="#bc4c00"`
	case n.Taken && kind == KindModule:
		style += ` color="#0969da" penwidth=2`
	}
	return style
}

func (e *Edge) dotStyle(kind Kind) string {
	style := ""
	switch {
	case e.Severity != "":
		style = ` color="#bc4c00"`
	case e.Taken && kind == KindModule:
		style = ` color="#0969da"`
	case kind == KindModule:
		style = " style=dashed"
	}
	if kind == KindFile && e.Label == "" {
		style += fmt.Sprintf(" penwidth=%d", e.thickness())
	}
	return style
}

// dotText makes a quoted text of lines.
func dotText(lines []string) string {
	quoted := strings.NewReplacer(`\`, `\\`, `"`, `\"`)
	var all []string
	for _, line := range lines {
		all = append(all, quoted.Replace(line))
	}
	return `"` + strings.Join(all, `\n`) + `"`
}
