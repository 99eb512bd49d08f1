package graph

// The columns of a module's picture: the path taken runs down the left one.
var (
	columnPath = rect{x: 70, w: 580}
	columnAway = rect{x: 800, w: 456}
)

const (
	treeTop  = 72
	gapSteps = 20
	topicW   = 122 // of a label, where it is followed by its text
)

// A treeDrawing lays out a module's picture.
type treeDrawing struct {
	*canvas
	g     *Graph
	at    map[string]rect
	lines map[string][]string
}

func drawTree(g *Graph) *canvas {
	d := &treeDrawing{canvas: &canvas{width: pageWidth}, g: g, at: make(map[string]rect), lines: make(map[string][]string)}
	path, away := d.place()
	d.heading(g)
	for _, taken := range []bool{false, true} { // that which is taken lies on top
		for _, e := range g.Edges {
			if e.Taken == taken {
				d.edge(e)
			}
		}
	}
	for _, n := range g.Nodes {
		if n.Kind != Note {
			d.open(n)
			d.card(d.at[n.ID])
			d.write(n)
			d.close()
		}
	}
	d.height = max(d.notes(path+gapSteps), away) + margin
	return d.canvas
}

// place gives each node of the path a row of its own, and puts what is beside it
// there too. It returns where each column ends.
func (d *treeDrawing) place() (path, away float64) {
	path, away = treeTop, treeTop
	var row rect
	for _, n := range d.g.Nodes {
		switch {
		case n.Kind == Note:
		case n.aside:
			r := d.sized(n, columnAway)
			r.y = max(away, row.middle()-r.h/2)
			if n.Kind == Hop { // more of them follow
				r.y = max(away, row.y)
			}
			d.at[n.ID] = r
			away = r.bottom() + gapSteps
		default:
			r := d.sized(n, columnPath)
			r.y = path
			d.at[n.ID], row = r, r
			path = r.bottom() + gapSteps
		}
	}
	return path - gapSteps, away - gapSteps
}

// sized is the place of a node in its column, without its y.
func (d *treeDrawing) sized(n *Node, column rect) rect {
	if n.Kind == End && n.aside {
		d.lines[n.ID] = wrap([]string{n.Label}, room(column.w-2*padding, sizeLine), 3)
		column.h = cardHeight(len(d.lines[n.ID])-1) - 4
		return column
	}
	lines := wrap(n.Lines, room(column.w-2*padding, sizeLine), 4)
	if beside := wrap(n.Lines, room(column.w-2*padding-topicW, sizeLine), 4); topic(n) {
		lines = beside
		column.h = cardHeight(max(0, len(lines)-1)) - 4
	} else {
		column.h = cardHeight(len(lines)) - 4
	}
	d.lines[n.ID] = lines
	return column
}

// topic reports whether a label is short, and followed by its text.
func topic(n *Node) bool { return n.Kind == Decision || n.Kind == Checksum }

// write writes what stands in a card.
func (d *treeDrawing) write(n *Node) {
	r, lines := d.at[n.ID], d.lines[n.ID]
	first := r.middle() - (float64(len(lines)-1)*lineStep)/2 + 4
	switch {
	case n.Kind == End && n.aside:
		for i, line := range lines {
			d.text(r.x+padding, first+float64(i)*lineStep, sizeLine, start, "plain", line)
		}
	case topic(n):
		d.text(r.x+padding, first, sizeLabel, start, "strong", fit(n.Label, room(topicW-8, sizeLabel)))
		for i, line := range lines {
			d.text(r.x+padding+topicW, first+float64(i)*lineStep, sizeLine, start, "muted", line)
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
	case from.x < to.x:
		y := min(max(from.middle(), to.y+8), to.bottom()-8)
		d.arrow(e.Taken, plain, [2]float64{from.right(), y}, [2]float64{to.x, y})
		d.text((from.right()+to.x)/2, y-6, sizeLine, middle, class, fit(e.Label, room(to.x-from.right()-12, sizeLine)))
	case to.y-from.bottom() <= gapSteps+1:
		x := from.x + 40
		d.arrow(e.Taken, "plain", [2]float64{x, from.bottom()}, [2]float64{x, to.y})
		d.text(x+12, (from.bottom()+to.y)/2+4, sizeLine, start, class, e.Label)
	case e.Label == found:
		x := from.x - 22
		d.arrow(e.Taken, "plain", [2]float64{from.x, from.middle()}, [2]float64{x, from.middle()}, [2]float64{x, to.middle()}, [2]float64{to.x, to.middle()})
		if e.Taken {
			d.text(x-6, (from.middle()+to.middle())/2, sizeLine, end, class, e.Label)
		}
	default:
		x := from.x + 40
		d.arrow(e.Taken, "plain", [2]float64{x, from.bottom()}, [2]float64{x, to.y})
		d.text(x+12, from.bottom()+gapSteps/2+4, sizeLine, start, class, e.Label)
	}
}

// notes writes what is known besides, and returns where that ends.
func (d *treeDrawing) notes(y float64) float64 {
	for _, n := range d.g.Nodes {
		if n.Kind != Note {
			continue
		}
		lines := wrap(n.Lines, room(columnPath.w-topicW-2*padding, sizeLine), 3)
		d.open(n)
		d.text(columnPath.x+padding, y, sizeLine, start, "strong", n.Label)
		for _, line := range lines {
			d.text(columnPath.x+padding+topicW, y, sizeLine, start, "muted", line)
			y += lineStep
		}
		d.close()
		y += 3
	}
	return y
}
