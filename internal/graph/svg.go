package graph

import (
	"fmt"
	"strings"
)

// SVG draws the picture, 1280 pixels wide. It follows a dark or light
// surrounding, and the custom properties --modroute-bg, -fg, -muted, -line, -card,
// -accent and -warning where those are set.
func (g *Graph) SVG() string { return g.SVGWithin(pageWidth) }

// SVGWithin is SVG for a place of a width in pixels: the picture is drawn
// narrower there, with texts of the same size, as far as those can be read. That
// is 640 pixels for a file and 560 for a module.
func (g *Graph) SVGWithin(width float64) string { return g.canvas(width).svg(g) }

// canvas lays the picture out within a width.
func (g *Graph) canvas(width float64) *canvas {
	draw, least := drawFlow, float64(leastFile)
	if g.Kind == KindModule {
		draw, least = drawTree, leastModule
	}
	return draw(&canvas{width: min(max(width, least), pageWidth)}, g)
}

// between is a column's place in a picture, by its places in the narrowest one
// and in the widest.
func (c *canvas) between(least float64, narrow, wide rect) rect {
	share := (c.width - least) / (pageWidth - least)
	return rect{x: narrow.x + share*(wide.x-narrow.x), w: narrow.w + share*(wide.w-narrow.w)}
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
.modroute .away .card{fill:none;stroke:var(--muted);stroke-dasharray:4 3}
.modroute .wrong .card{stroke:var(--warning);stroke-width:1.6}
.modroute .modules.wrong text{fill:var(--warning)}
.modroute .bar,.modroute .band{fill:var(--accent)}
.modroute .band{opacity:.28}
.modroute .band.wrong{opacity:.6;stroke:var(--warning);stroke-width:1}
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

// heading sets the title and what it comes to, above the picture, and returns
// where there is room for that.
func (c *canvas) heading(g *Graph) float64 {
	y := 32.0
	for _, line := range wrap([]string{g.Title}, room(c.width-2*margin, sizeTitle), 2) {
		c.text(margin, y, sizeTitle, start, "strong", line)
		y += 22
	}
	for _, line := range wrap([]string{g.Description}, room(c.width-2*margin, sizeLabel), 3) {
		c.text(margin, y, sizeLabel, start, "muted", line)
		y += 16
	}
	return y + 2
}

// The frame of all pictures.
const (
	pageWidth   = 1280
	leastFile   = 640
	leastModule = 560
	margin      = 24
	padding     = 10  // of a card
	maxLabel    = 3   // lines of a card's label
	urlWidth    = 200 // of a card with room for a whole URL
)

// fill writes a node's label and lines into its card.
func (c *canvas) fill(r rect, n *Node, lines []string) {
	labels := n.labels(r)
	y := r.middle() - float64(len(labels)-1+len(lines))*lineStep/2 + 4.5
	if n.Severity != "" {
		c.text(r.right()-padding, y, sizeLabel, end, "strong", sign)
	}
	for _, label := range labels {
		c.text(r.x+padding, y, sizeLabel, start, "strong", label)
		y += lineStep
	}
	for _, line := range lines {
		c.text(r.x+padding, y, sizeLine, start, "muted", line)
		y += lineStep
	}
}

// sign stands in what is wrong, which its colour alone would not tell everybody.
const sign = "⚠"

// labels is a node's label on the lines that it takes in its card, where the sign
// may stand too. That a place is reached over https goes without saying where
// there is little room.
func (n *Node) labels(card rect) []string {
	label, width := n.Label, room(card.w-2*padding, sizeLabel)
	if card.w < urlWidth {
		label = strings.TrimPrefix(label, "https://")
	}
	if n.Severity != "" {
		width -= 2
	}
	return wrap([]string{label}, width, maxLabel)
}

// cardHeight is that of a card with a label's first line and some lines.
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
