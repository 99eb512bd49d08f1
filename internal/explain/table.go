package explain

import (
	"strings"
	"unicode/utf8"
)

// table adds a table whose first row is the header.
func (d *Doc) table(rows [][]text) {
	d.blocks = append(d.blocks, block{table: rows})
}

// drawTable draws a table with aligned columns.
func drawTable(out *strings.Builder, rows [][]text) {
	var widths []int
	for _, row := range rows {
		for i, cell := range row {
			if i == len(widths) {
				widths = append(widths, 0)
			}
			widths[i] = max(widths[i], utf8.RuneCountInString(cell.plain()))
		}
	}
	for _, row := range rows {
		var line strings.Builder
		for i, cell := range row {
			line.WriteString(pad(cell.plain(), widths[i]) + "  ")
		}
		out.WriteString(strings.TrimRight(line.String(), " ") + "\n")
	}
}

// listTable writes a table as GitHub and the editors' previews read it.
func listTable(out *strings.Builder, rows [][]text) {
	for i, row := range rows {
		for _, cell := range row {
			out.WriteString("| " + strings.ReplaceAll(cell.markdown(), "|", `\|`) + " ")
		}
		out.WriteString("|\n")
		if i == 0 {
			out.WriteString(strings.Repeat("| --- ", len(row)) + "|\n")
		}
	}
}
