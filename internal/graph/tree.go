package graph

import "slices"

// The columns of a module's picture: the path taken runs down the left one, and
// beside it stands where other ways lead. In a picture narrower than twoColumns
// that stands in the cards of the path, and below them.
var (
	pathNarrow, pathWide = rect{x: 70, w: 420}, rect{x: 70, w: 580}
	awayNarrow, awayWide = rect{x: 640, w: 236}, rect{x: 800, w: 456}
)

const (
	twoColumns = 900
	treeHeight = 764 // without the notes; beyond it everything moves closer together
	topicWidth = 122 // of a label that is followed by its text
	maxText    = 6   // lines of a card's text
	maxAway    = 3   // lines of where another way leads
	maxPath    = 640 // the width of the cards where they have a picture for themselves
	indent     = 24  // of a card below the one that it belongs to
)

// A treeDrawing lays out a module's picture.
type treeDrawing struct {
	*canvas
	g          *Graph
	single     bool // all stands in one column
	path, away rect
	gap, trim  float64 // between two steps, and of the room in a card
	at         map[string]rect
	lines      map[string][]string
	ways       map[string]float64 // the height of the ways that stand in a card, below its text
}

func drawTree(c *canvas, g *Graph) *canvas {
	d := &treeDrawing{canvas: c, g: g, single: c.width < twoColumns, at: make(map[string]rect), lines: make(map[string][]string)}
	d.path, d.away = c.between(twoColumns, pathNarrow, pathWide), c.between(twoColumns, awayNarrow, awayWide)
	if d.single {
		d.path = rect{x: pathNarrow.x, w: min(c.width-pathNarrow.x-margin, maxPath)}
	}
	top := d.heading(g)
	bottom := d.place(top, 20, 4)
	if d.height > treeHeight {
		if bottom = d.place(top, 14, 10); d.height > treeHeight {
			bottom = d.place(top, 20, 4) // it is to be scrolled anyway
		}
	}
	for _, taken := range []bool{false, true} { // that which is taken lies on top
		for _, e := range g.Edges {
			if e.Taken == taken && !d.inCard(g.node(e.To)) {
				d.edge(e)
			}
		}
	}
	for _, n := range g.Nodes {
		if n.Kind != Note {
			d.open(n)
			d.node(n)
			d.close()
		}
	}
	d.notes(bottom + d.gap)
	return d.canvas
}

// inCard reports whether a node stands in the card of the one that leads to it.
func (d *treeDrawing) inCard(n *Node) bool { return d.single && n.Kind == End && n.aside }

// place gives each node of the path a row of its own, and puts what is beside it
// there too, with a gap between two rows and cards that are trimmed. It returns
// where the path ends.
func (d *treeDrawing) place(top, gap, trim float64) float64 {
	d.gap, d.trim, d.ways = gap, trim, make(map[string]float64)
	path, away := top, top
	var step *Node // the last one of the path
	for _, n := range d.g.Nodes {
		switch {
		case n.Kind == Note:
		case d.inCard(n):
			card, r := d.at[step.ID], d.way(n)
			r.y = card.bottom() - (2*padding-d.trim)/2
			card.h += r.h
			d.at[n.ID], d.at[step.ID] = r, card
			d.ways[step.ID] += r.h
			path += r.h
		case n.aside && !d.single:
			r, card := d.sized(n, d.away), d.at[step.ID]
			r.y = card.middle() - r.h/2
			if n.Kind == Hop { // more of them follow
				r.y = max(card.y, away)
			} else if r.y < away { // the step waits for what is beside it
				card.y, path = card.y+away-r.y, path+away-r.y
				r.y = away
			}
			d.at[n.ID], d.at[step.ID] = r, card
			away = r.bottom() + d.gap
		default:
			column := d.path
			if n.aside {
				column.x, column.w = column.x+indent, column.w-indent
			} else {
				step = n
			}
			r := d.sized(n, column)
			r.y = path
			d.at[n.ID] = r
			path = r.bottom() + d.gap
		}
	}
	d.height = max(path, away) - d.gap + margin
	return path - d.gap
}

// way is the place, in the card of a step, of where another way leads, without
// its y.
func (d *treeDrawing) way(n *Node) rect {
	e := d.edgeTo(n)
	from := d.g.node(e.From)
	r := rect{x: d.path.x + padding}
	if topic(from) {
		r.x += topicWidth
	}
	r.w = d.path.right() - padding - r.x
	d.lines[n.ID] = wrap([]string{n.Label}, room(r.w-d.wayLength(e), sizeLine), maxAway)
	r.h = float64(len(d.lines[n.ID])) * lineStep
	return r
}

// wayLength is that of a way within a card, with its words.
func (d *treeDrawing) wayLength(e *Edge) float64 { return textWidth(e.Label, sizeLine) + 44 }

// edgeTo is the edge that leads to a node beside the path.
func (d *treeDrawing) edgeTo(n *Node) *Edge {
	return d.g.Edges[slices.IndexFunc(d.g.Edges, func(e *Edge) bool { return e.To == n.ID })]
}

// sized is the place of a node in its column, without its y.
func (d *treeDrawing) sized(n *Node, column rect) rect {
	lines := wrap(n.Lines, room(column.w-2*padding, sizeLine), maxText)
	height := len(n.labels(column)) - 1 + len(lines)
	switch {
	case n.Kind == End && n.aside:
		lines = wrap([]string{n.Label}, room(column.w-2*padding, sizeLine), maxAway)
		height = len(lines) - 1
	case topic(n):
		lines = wrap(n.Lines, room(column.w-2*padding-topicWidth, sizeLine), maxText)
		height = max(0, len(lines)-1)
	}
	d.lines[n.ID] = lines
	column.h = cardHeight(height) - d.trim
	return column
}

// topic reports whether a label is short, and followed by its text.
func topic(n *Node) bool { return n.Kind == Decision || n.Kind == Checksum }

// node draws a card, or a way that stands in one.
func (d *treeDrawing) node(n *Node) {
	r, lines := d.at[n.ID], d.lines[n.ID]
	if d.inCard(n) {
		e := d.edgeTo(n)
		y, x := r.y+13, r.x+d.wayLength(e)
		d.text(r.x, y, sizeLine, start, "muted", e.Label)
		d.arrow(false, "", [2]float64{x - 36, y - 4}, [2]float64{x - 8, y - 4})
		for i, line := range lines {
			d.text(x, y+float64(i)*lineStep, sizeLine, start, "plain", line)
		}
		return
	}
	d.card(r)
	r.h -= d.ways[n.ID]
	first := r.middle() - (float64(len(lines)-1)*lineStep)/2 + 4
	switch {
	case n.Kind == End && n.aside:
		for i, line := range lines {
			d.text(r.x+padding, first+float64(i)*lineStep, sizeLine, start, "plain", line)
		}
	case topic(n):
		d.text(r.x+padding, first, sizeLabel, start, "strong", fit(n.Label, room(topicWidth-8, sizeLabel)))
		for i, line := range lines {
			d.text(r.x+padding+topicWidth, first+float64(i)*lineStep, sizeLine, start, "muted", line)
		}
	default:
		d.fill(r, n, lines)
	}
}

// edge draws a way down, to the side, or from a place further up that may have
// the module past those between.
func (d *treeDrawing) edge(e *Edge) {
	from, to := d.at[e.From], d.at[e.To]
	plain := ""
	if !d.g.node(e.To).aside {
		plain = "plain"
	}
	class := "muted"
	if e.Taken {
		class = "taken"
	}
	switch {
	case from.right() < to.x:
		y := min(max(from.middle(), to.y+8), to.bottom()-8)
		d.arrow(e.Taken, plain, [2]float64{from.right(), y}, [2]float64{to.x, y})
		d.text((from.right()+to.x)/2, y-6, sizeLine, middle, class, fit(e.Label, room(to.x-from.right()-12, sizeLine)))
	case to.y-from.bottom() <= d.gap+1:
		x := from.x + 40
		d.arrow(e.Taken, "plain", [2]float64{x, from.bottom()}, [2]float64{x, to.y})
		d.text(x+12, (from.bottom()+to.y)/2+4, sizeLine, start, class, fit(e.Label, room(from.right()-x-12, sizeLine)))
	case e.Label == found:
		x := from.x - 22
		d.arrow(e.Taken, "plain", [2]float64{from.x, from.middle()}, [2]float64{x, from.middle()}, [2]float64{x, to.middle()}, [2]float64{to.x, to.middle()})
		if e.Taken {
			d.text(x-6, (from.middle()+to.middle())/2, sizeLine, end, class, e.Label)
		}
	default:
		x := from.x + 40
		d.arrow(e.Taken, "plain", [2]float64{x, from.bottom()}, [2]float64{x, to.y})
		d.text(x+12, from.bottom()+d.gap/2+4, sizeLine, start, class, e.Label)
	}
}

// notes writes what is known besides, below the path.
func (d *treeDrawing) notes(y float64) {
	for _, n := range d.g.Nodes {
		if n.Kind != Note {
			continue
		}
		lines := wrap(n.Lines, room(d.path.w-topicWidth-2*padding, sizeLine), maxText)
		d.open(n)
		d.text(d.path.x+padding, y, sizeLine, start, "strong", n.Label)
		for _, line := range lines {
			d.text(d.path.x+padding+topicWidth, y, sizeLine, start, "muted", line)
			y += lineStep
		}
		d.close()
		y += 3
	}
	d.height = max(d.height, y-lineStep+margin)
}
