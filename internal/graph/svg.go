package graph

import (
	"fmt"
	"strings"
)

// SVG draws the picture. It follows a dark or light surrounding, and the custom
// properties --modroute-bg, -fg, -muted, -line, -card, -accent and -warning
// where those are set.
func (g *Graph) SVG() string { return g.canvas().svg(g) }

// canvas lays the picture out.
func (g *Graph) canvas() *canvas {
	if g.Kind == KindModule {
		return drawTree(g)
	}
	return drawFlow(g)
}

// Style is the style sheet within every SVG. A page with a content security
// policy allows it by its hash.
const Style = `
.modroute{--bg:var(--modroute-bg,#fff);--fg:var(--modroute-fg,#1f2328);--muted:var(--modroute-muted,#59636e);--line:var(--modroute-line,#d1d9e0);--card:var(--modroute-card,#f6f8fa);--accent:var(--modroute-accent,#0969da);--warning:var(--modroute-warning,#bc4c00)}
@media (prefers-color-scheme:dark){.modroute{--bg:var(--modroute-bg,#0d1117);--fg:var(--modroute-fg,#e6edf3);--muted:var(--modroute-muted,#9198a1);--line:var(--modroute-line,#3d444d);--card:var(--modroute-card,#161b22);--accent:var(--modroute-accent,#4493f8);--warning:var(--modroute-warning,#f0883e)}}
.modroute{background:var(--bg);font-family:ui-monospace,SFMono-Regular,Menlo,Consolas,"DejaVu Sans Mono","Liberation Mono",monospace}
.modroute .ground{fill:var(--bg)}
.modroute text{fill:var(--fg)}
.modroute .strong{font-weight:600}
.modroute .muted,.modroute .away text{fill:var(--muted)}
.modroute .card{fill:var(--card);stroke:var(--line);stroke-width:1}
.modroute .taken .card{stroke:var(--accent);stroke-width:1.6}
.modroute .away .card{fill:none;stroke-dasharray:4 3}
.modroute .wrong .card{stroke:var(--warning);stroke-width:1.6}
.modroute .modules.wrong text{fill:var(--warning)}
.modroute .bar,.modroute .band{fill:var(--accent)}
.modroute .band{opacity:.28}
.modroute .band.wrong{opacity:.6}
.modroute .wrong .bar,.modroute .band.wrong{fill:var(--warning)}
.modroute .way{fill:none;stroke:var(--muted);stroke-width:1.2;stroke-dasharray:4 3}
.modroute .way.taken{stroke:var(--accent);stroke-width:2.2;stroke-dasharray:none}
.modroute .way.plain{stroke-dasharray:none}
.modroute .tip{fill:var(--muted)}
.modroute .tip.taken{fill:var(--accent)}
.modroute text.taken{fill:var(--accent)}
.modroute [data-line]{cursor:pointer}
.modroute .focus{fill:transparent;stroke:none}
.modroute [data-line]:hover .focus,.modroute [data-line]:focus .focus{stroke:var(--accent);stroke-width:1.5}
.modroute [data-line]:hover .card,.modroute [data-line]:focus .card{stroke-width:3}
.modroute [data-line]:focus{outline:none}
@media (forced-colors:active){.modroute{--bg:Canvas;--fg:CanvasText;--muted:CanvasText;--line:CanvasText;--card:Canvas;--accent:Highlight;--warning:ActiveText;forced-color-adjust:none}.modroute .band.wrong{opacity:1}}
`

// svg puts the shapes into their frame.
func (c *canvas) svg(g *Graph) string {
	var out strings.Builder
	fmt.Fprintf(&out, `<svg xmlns="http://www.w3.org/2000/svg" class="modroute" viewBox="0 0 %[1]s %[2]s" width="%[1]s" height="%[2]s" role="group" aria-labelledby="modroute-title" aria-describedby="modroute-desc">`+"\n",
		num(c.width), num(c.height))
	fmt.Fprintf(&out, "<title id=\"modroute-title\">%s</title>\n<desc id=\"modroute-desc\">%s</desc>\n", escape(g.Title), escape(g.Description))
	fmt.Fprintf(&out, "<style>%s</style>\n", Style)
	fmt.Fprintf(&out, `<rect width="%s" height="%s" class="ground"/>`+"\n", num(c.width), num(c.height))
	out.WriteString(c.out.String())
	out.WriteString("</svg>\n")
	return out.String()
}

// heading sets the title and what it comes to, above the picture.
func (c *canvas) heading(g *Graph) {
	c.text(margin, 32, sizeTitle, start, "strong", fit(g.Title, room(c.width-2*margin, sizeTitle)))
	c.text(margin, 54, sizeLabel, start, "muted", fit(g.Description, room(c.width-2*margin, sizeLabel)))
}

// The frame of all pictures.
const (
	pageWidth = 1280
	margin    = 24
	padding   = 10 // of a card
)

// fill writes a node's label and lines into its card.
func (c *canvas) fill(r rect, n *Node, lines []string) {
	y := r.middle() - float64(len(lines))*lineStep/2 + 4.5
	c.text(r.x+padding, y, sizeLabel, start, "strong", fit(n.Label, room(r.w-2*padding, sizeLabel)))
	for _, line := range lines {
		y += lineStep
		c.text(r.x+padding, y, sizeLine, start, "muted", line)
	}
}

// cardHeight is that of a card with a label and some lines.
func cardHeight(lines int) float64 { return sizeLabel + float64(lines)*lineStep + 2*padding }

// arrow draws a way that ends in a tip, through points, the last of which is
// reached going down or to the right.
func (c *canvas) arrow(taken bool, class string, points ...[2]float64) {
	if taken {
		class += " taken"
	}
	last, before := points[len(points)-1], points[len(points)-2]
	x, y := last[0], last[1]
	tip := fmt.Sprintf("M%s %sl-4 -7h8z", num(x), num(y))
	end := [2]float64{x, y - 6}
	if before[0] < x {
		tip = fmt.Sprintf("M%s %sl-7 -4v8z", num(x), num(y))
		end = [2]float64{x - 6, y}
	}
	var d strings.Builder
	for i, p := range append(points[:len(points)-1:len(points)-1], end) {
		d.WriteByte("ML"[min(i, 1)])
		d.WriteString(num(p[0]) + " " + num(p[1]))
	}
	fmt.Fprintf(&c.out, `<path d="%s" class="way %s"/><path d="%s" class="tip %s"/>`+"\n", d.String(), strings.TrimSpace(class), tip, strings.TrimSpace(class))
}
