package graph

import (
	"fmt"
	"strconv"
	"strings"
)

// The columns of a file's picture, by [Node.column], in the narrowest one and in
// the widest.
var (
	flowNarrow = [4]rect{{x: margin, w: 160}, {x: 210, w: 114}, {x: 350, w: 120}, {x: 498, w: 126}}
	flowWide   = [4]rect{{x: margin, w: 322}, {x: 406, w: 256}, {x: 726, w: 286}, {x: 1066, w: 190}}
)

const (
	flowHeight = 520 // of the columns, where the rows leave it to the bands
	rowHeight  = 20
	barWidth   = 5
	gapCards   = 18
	gapArrow   = 34  // between two places with an arrow from one to the other
	wordsWidth = 240 // of rows that say what it is that they count
	maxPerBand = 12  // pixels for a module
	maxLines   = 6   // of a card, for each of a node's
)

// A flowDrawing lays out a file's picture: columns of cards, with bands between
// them as wide as the modules are many.
type flowDrawing struct {
	*canvas
	g       *Graph
	columns [4]rect
	top     float64 // of the columns
	scale   float64 // pixels for a module
	at      map[string]rect
	lines   map[string][]string
	in      map[string]float64 // how much of a card's side is taken by bands
	out     map[string]float64
}

func drawFlow(c *canvas, g *Graph) *canvas {
	d := &flowDrawing{canvas: c, g: g, at: make(map[string]rect), lines: make(map[string][]string), in: make(map[string]float64), out: make(map[string]float64)}
	for i := range d.columns {
		d.columns[i] = c.between(leastFile, flowNarrow[i], flowWide[i])
	}
	d.top = d.heading(g) + 28
	d.scale = d.fittingScale()
	bottom := d.placeRows()
	for column := range d.columns[1:] {
		bottom = max(bottom, d.placeCards(column+1, bottom))
	}
	d.height = max(bottom, d.top+60) + 46
	d.captions()
	d.drawEdges()
	for _, n := range g.Nodes {
		if n.Kind == Modules {
			d.row(n)
		} else {
			d.node(n)
		}
	}
	d.legend()
	return d.canvas
}

// band is the width of the band of some modules: never too thin to be seen.
func (d *flowDrawing) band(count int) float64 { return max(2, float64(count)*d.scale) }

// fittingScale is the largest at which no column is higher than it should be, or
// than its texts need anyway.
func (d *flowDrawing) fittingScale() float64 {
	heights := func(scale float64) (all [4]float64) {
		d.scale = scale
		for i := range all {
			all[i] = d.heightOfColumn(i)
		}
		return all
	}
	least := heights(0)
	fits := func(scale float64) bool {
		for i, h := range heights(scale) {
			if h > max(flowHeight, least[i]) {
				return false
			}
		}
		return true
	}
	low, high := 0.0, float64(maxPerBand)
	for range 30 {
		if middle := (low + high) / 2; fits(middle) {
			low = middle
		} else {
			high = middle
		}
	}
	return low
}

// heightOfColumn is that of the rows of modules, or of the cards of a column.
func (d *flowDrawing) heightOfColumn(column int) float64 {
	h := 0.0
	var above *Node
	for i, n := range d.g.Nodes {
		switch {
		case n.column() != column:
			continue
		case n.Kind == Modules:
			h += d.rowHeight(n)
			if begins, _ := d.headed(i); begins {
				h += rowHeight
			}
			continue
		case above != nil:
			h += d.gap(above, n)
		}
		h += d.heightOf(n)
		above = n
	}
	return h
}

// heightOf is that of a card.
func (d *flowDrawing) heightOf(n *Node) float64 {
	lines, ok := d.lines[n.ID]
	if !ok {
		lines = wrap(n.Lines, room(d.columns[n.column()].w-2*padding, sizeLine), maxLines)
		d.lines[n.ID] = lines
	}
	labels := n.labels(d.columns[n.column()])
	return max(cardHeight(len(labels)-1+len(lines)), d.through(n)+2*padding)
}

// headed reports whether a row begins those of a host that has several, and
// whether it is one of them.
func (d *flowDrawing) headed(i int) (begins, member bool) {
	n := d.g.Nodes[i]
	same := func(j int) bool {
		return j >= 0 && j < len(d.g.Nodes) && d.g.Nodes[j].Kind == Modules && d.g.Nodes[j].Host == n.Host
	}
	if n.Host == "" {
		return false, false
	}
	before, after := same(i-1), same(i+1)
	return after && !before, after || before
}

// rowHeight is that of a row of modules.
func (d *flowDrawing) rowHeight(n *Node) float64 { return max(rowHeight, d.band(n.Count)+4) }

// placeRows places the rows of modules, and returns where they end.
func (d *flowDrawing) placeRows() float64 {
	y := d.top
	for i, n := range d.g.Nodes {
		if n.Kind != Modules {
			continue
		}
		if begins, _ := d.headed(i); begins {
			y += rowHeight
		}
		r := d.columns[0]
		r.y, r.h = y, d.rowHeight(n)
		d.at[n.ID] = r
		y += r.h
	}
	return y
}

// placeCards places the cards of a column, each as near as possible to what
// flows into it, and returns where they end.
func (d *flowDrawing) placeCards(column int, bottom float64) float64 {
	var cards []*Node
	for _, n := range d.g.Nodes {
		if n.column() == column {
			cards = append(cards, n)
		}
	}
	least, y := d.stack(cards, func(*Node) float64 { return d.top })
	bottom = max(bottom, y)
	tops, y := d.stack(cards, func(n *Node) float64 { return d.inflow(n) - d.heightOf(n)/2 })
	end := min(y, bottom)
	for i, limit := len(cards)-1, bottom; i >= 0; i-- { // back up, if that was too low
		r := d.columns[column]
		r.h = d.heightOf(cards[i])
		r.y = max(min(tops[i], limit-r.h), least[i])
		d.at[cards[i].ID] = r
		if i > 0 {
			limit = r.y - d.gap(cards[i-1], cards[i])
		}
	}
	return end
}

// stack places cards below one another, each as high as it wants to be, and
// returns where they begin and where the last one ends.
func (d *flowDrawing) stack(cards []*Node, wanted func(*Node) float64) (tops []float64, y float64) {
	y = d.top
	for i, n := range cards {
		if i > 0 {
			y += d.gap(cards[i-1], n)
		}
		y = max(y, wanted(n))
		tops = append(tops, y)
		y += d.heightOf(n)
	}
	return tops, y
}

// gap is that between two cards of a column.
func (d *flowDrawing) gap(above, below *Node) float64 {
	for _, e := range d.g.Edges {
		if e.From == above.ID && e.To == below.ID {
			return gapArrow
		}
	}
	return gapCards
}

// upright reports whether an edge leads from one place to the next that is
// tried.
func (d *flowDrawing) upright(e *Edge) bool { return e.Label != "" }

// through is the width of the bands on the side of a card that has more.
func (d *flowDrawing) through(n *Node) float64 {
	in, out := 0.0, 0.0
	for _, e := range d.g.Edges {
		switch {
		case d.upright(e):
		case e.To == n.ID:
			in += d.band(e.Count)
		case e.From == n.ID:
			out += d.band(e.Count)
		}
	}
	return max(in, out)
}

// inflow is the middle of where the bands of a card come from.
func (d *flowDrawing) inflow(n *Node) float64 {
	sum, weight := 0.0, 0.0
	for _, e := range d.g.Edges {
		if e.To == n.ID && !d.upright(e) {
			sum += d.at[e.From].middle() * float64(e.Count)
			weight += float64(e.Count)
		}
	}
	if weight == 0 {
		return 0
	}
	return sum / weight
}

func (d *flowDrawing) captions() {
	for i, caption := range [4]string{"modules, by host", "decided by", "tried, in order", "verified by"} {
		d.text(d.columns[i].x, d.top-18, sizeLine, start, "muted", caption)
	}
}

// drawEdges draws the bands, those that are wrong on top, and the arrows.
func (d *flowDrawing) drawEdges() {
	var right, wrong []string
	for _, e := range d.g.Edges {
		switch {
		case d.upright(e):
			d.tried(e)
		case e.Severity != "":
			wrong = append(wrong, d.bandOf(e, "band wrong"))
		default:
			right = append(right, d.bandOf(e, "band"))
		}
	}
	for _, path := range append(right, wrong...) {
		d.canvas.out.WriteString(path)
	}
}

// tried draws the arrow to the next place that is tried.
func (d *flowDrawing) tried(e *Edge) {
	from, to := d.at[e.From], d.at[e.To]
	if d.adjacent(from, to) {
		x := from.x + 18
		d.arrow(false, "plain", [2]float64{x, from.bottom()}, [2]float64{x, to.y})
		d.text(x+9, from.bottom()+gapArrow/2+4, sizeLine, start, "muted", e.Label)
		return
	}
	x := from.right() - 16 // past the cards between
	d.arrow(false, "plain", [2]float64{x, from.bottom()}, [2]float64{x, to.y})
}

// adjacent reports whether a card is the next one below another in its column.
func (d *flowDrawing) adjacent(above, below rect) bool {
	for _, r := range d.at {
		if r.x == above.x && r.y > above.y && r.y < below.y {
			return false
		}
	}
	return below.y > above.y
}

// bandOf is the path of the next band between two cards.
func (d *flowDrawing) bandOf(e *Edge, class string) string {
	w := d.band(e.Count)
	x1, x2 := d.at[e.From].right(), d.at[e.To].x
	y1 := d.side(e.From, func(o *Edge) bool { return o.From == e.From }) + d.out[e.From]
	y2 := d.side(e.To, func(o *Edge) bool { return o.To == e.To }) + d.in[e.To]
	d.out[e.From] += w
	d.in[e.To] += w
	mid := (x1 + x2) / 2
	return fmt.Sprintf(`<path d="M%[1]s %[2]sC%[3]s %[2]s %[3]s %[4]s %[5]s %[4]sv%[6]sC%[3]s %[7]s %[3]s %[8]s %[1]s %[8]sz" class="%[9]s"/>`+"\n",
		num(x1), num(y1), num(mid), num(y2), num(x2), num(w), num(y2+w), num(y1+w), class)
}

// side is where the bands of one side of a card begin.
func (d *flowDrawing) side(id string, of func(*Edge) bool) float64 {
	total := 0.0
	for _, e := range d.g.Edges {
		if of(e) && !d.upright(e) {
			total += d.band(e.Count)
		}
	}
	return d.at[id].middle() - total/2
}

// row draws a row of modules, below the name of their host if it has several.
func (d *flowDrawing) row(n *Node) {
	i := 0
	for d.g.Nodes[i] != n {
		i++
	}
	begins, member := d.headed(i)
	r := d.at[n.ID]
	if begins {
		d.text(r.x, r.y-6, sizeLabel, start, "strong", fit(n.Host, room(r.w, sizeLabel)))
	}
	d.open(n)
	fmt.Fprintf(&d.canvas.out, `<rect x="%s" y="%s" width="%s" height="%s" rx="4" class="focus"/>`+"\n", num(r.x-6), num(r.y+1), num(r.w+6), num(r.h-2))
	band := d.band(n.Count)
	fmt.Fprintf(&d.canvas.out, `<rect x="%s" y="%s" width="%d" height="%s" class="bar"/>`+"\n", num(r.right()-barWidth), num(r.middle()-band/2), barWidth, num(band))
	d.rowText(n, member)
	d.close()
}

// rowText writes a module's path and version, or a host and how many modules.
func (d *flowDrawing) rowText(n *Node, member bool) {
	const size = 12
	r := d.at[n.ID]
	label, x, class := n.Label, r.x, "strong"
	right := ""
	if n.Lines != nil {
		right = fit(n.Lines[0], 16)
	}
	if member {
		x += 14
	}
	switch _, rest := splitHost(n.Label); {
	case n.Count == 1:
		class = "plain"
		if member && rest != "" && strings.HasPrefix(n.Label, n.Host+"/") {
			label = rest
		}
	case member:
		class, label, right = "plain", right, ""
	case r.w < wordsWidth:
		right = strconv.Itoa(n.Count)
	}
	if n.Severity != "" {
		label = sign + " " + label
	}
	wide := room(r.right()-barWidth-8-x, size)
	if right != "" && columns(label)+2+columns(right) > wide { // the path says more
		right = ""
		if n.Count > 1 {
			right = strconv.Itoa(n.Count)
		}
	}
	d.text(x, r.middle()+4, size, start, class, fit(label, wide-columns(right)-min(columns(right), 2)))
	if right != "" {
		d.text(r.right()-barWidth-8, r.middle()+4, size, end, "muted", right)
	}
}

// node draws a card.
func (d *flowDrawing) node(n *Node) {
	r := d.at[n.ID]
	d.open(n)
	d.card(r)
	d.fill(r, n, d.lines[n.ID])
	d.close()
}

// legend says what widths and colours mean.
func (d *flowDrawing) legend() {
	y := d.height - 18
	fmt.Fprintf(&d.canvas.out, `<rect x="%d" y="%s" width="26" height="8" class="band"/>`+"\n", margin, num(y-8))
	d.text(margin+34, y, sizeLine, start, "muted", "as wide as the modules are many")
	fmt.Fprintf(&d.canvas.out, `<rect x="%d" y="%s" width="26" height="8" class="band wrong"/>`+"\n", margin+296, num(y-8))
	d.text(margin+330, y, sizeLine, start, "muted", "⚠ a warning or an error is on the line")
}
