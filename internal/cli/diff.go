package cli

import (
	"fmt"
	"strings"
)

// contextLines is how many lines of a unified diff surround a change.
const contextLines = 3

// A diffLine is a line of a text, or of both: ' ', '-' or '+'.
type diffLine struct {
	kind byte
	text string // with its line end
}

// unifiedDiff returns the difference of two texts of a file as `diff -u` and
// `patch` have it; "" if there is none.
func unifiedDiff(name, old, new string) string {
	if old == new {
		return ""
	}
	lines := diffLines(splitLines(old), splitLines(new))
	var b strings.Builder
	from := "a/" + name
	if old == "" {
		from = "/dev/null"
	}
	fmt.Fprintf(&b, "--- %s\n+++ b/%s\n", from, name)
	oldLine, newLine := 1, 1
	for i := 0; i < len(lines); {
		start, end := hunk(lines, i)
		for ; i < start; i++ {
			oldLine, newLine = oldLine+1, newLine+1
		}
		olds, news := 0, 0
		for _, l := range lines[start:end] {
			if l.kind != '+' {
				olds++
			}
			if l.kind != '-' {
				news++
			}
		}
		if olds+news == 0 {
			break
		}
		fmt.Fprintf(&b, "@@ -%s +%s @@\n", hunkRange(oldLine, olds), hunkRange(newLine, news))
		for _, l := range lines[start:end] {
			b.WriteByte(l.kind)
			b.WriteString(l.text)
			if !strings.HasSuffix(l.text, "\n") {
				b.WriteString("\n\\ No newline at end of file\n")
			}
		}
		i, oldLine, newLine = end, oldLine+olds, newLine+news
	}
	return b.String()
}

// hunkRange returns where a hunk is in one of the texts. An empty one stands
// after the line before it.
func hunkRange(line, count int) string {
	if count == 0 {
		line--
	}
	return fmt.Sprintf("%d,%d", line, count)
}

// hunk returns the next hunk from a line on: the changes that are no more than
// two contexts apart, with a context around them. It is empty, at the end, if
// there is none.
func hunk(lines []diffLine, from int) (start, end int) {
	first := from
	for first < len(lines) && lines[first].kind == ' ' {
		first++
	}
	if first == len(lines) {
		return first, first
	}
	last := first
	for i := first; i < len(lines) && i-last <= 2*contextLines; i++ {
		if lines[i].kind != ' ' {
			last = i
		}
	}
	return max(from, first-contextLines), min(len(lines), last+1+contextLines)
}

// maxTable bounds the table of diffLines: beyond it what is between the common
// beginning and end counts as changed altogether.
const maxTable = 1 << 22

// diffLines returns the lines of both texts in order, by a longest common
// subsequence of what is between their common beginning and end.
func diffLines(old, new []string) []diffLine {
	var head, tail []diffLine
	for len(old) > 0 && len(new) > 0 && old[0] == new[0] {
		head = append(head, diffLine{' ', old[0]})
		old, new = old[1:], new[1:]
	}
	n := 0
	for n < min(len(old), len(new)) && old[len(old)-1-n] == new[len(new)-1-n] {
		n++
	}
	for _, text := range old[len(old)-n:] {
		tail = append(tail, diffLine{' ', text})
	}
	return append(append(head, changedLines(old[:len(old)-n], new[:len(new)-n])...), tail...)
}

// changedLines is diffLines of texts with no common beginning and end.
func changedLines(old, new []string) []diffLine {
	var out []diffLine
	width := len(new) + 1
	var common []int // at i*width+j: how many lines old[i:] and new[j:] have in common
	if len(old)*width <= maxTable {
		common = make([]int, (len(old)+1)*width)
		for i := len(old) - 1; i >= 0; i-- {
			for j := len(new) - 1; j >= 0; j-- {
				if old[i] == new[j] {
					common[i*width+j] = common[(i+1)*width+j+1] + 1
				} else {
					common[i*width+j] = max(common[(i+1)*width+j], common[i*width+j+1])
				}
			}
		}
	}
	i, j := 0, 0
	for i < len(old) || j < len(new) {
		switch {
		case common != nil && i < len(old) && j < len(new) && old[i] == new[j]:
			out = append(out, diffLine{' ', old[i]})
			i, j = i+1, j+1
		case i < len(old) && (common == nil || j == len(new) || common[(i+1)*width+j] >= common[i*width+j+1]):
			out = append(out, diffLine{'-', old[i]})
			i++
		default:
			out = append(out, diffLine{'+', new[j]})
			j++
		}
	}
	return out
}

// splitLines returns the lines of a text with their ends.
func splitLines(text string) []string {
	lines := strings.SplitAfter(text, "\n")
	return lines[:len(lines)-1+min(1, len(lines[len(lines)-1]))]
}
