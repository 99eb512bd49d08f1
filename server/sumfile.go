package server

import (
	"path/filepath"

	"github.com/modroute/modroute/internal/analysis"
	"github.com/modroute/modroute/internal/explain"
	"github.com/modroute/modroute/internal/gomod"
	"github.com/modroute/modroute/internal/snapshot"
)

// A sumSubject is what a line of a go.sum or go.work.sum is about.
type sumSubject struct {
	line        *gomod.SumLine
	module      *module // of the file that requires it, else of the one that the line belongs to
	snap        *snapshot.Snapshot
	requirement *analysis.Requirement // of the line's version; nil if nothing requires the module
	asked       string                // the version that is required
	file        string                // the name of the file that the line belongs to
}

// sumSubject returns what the line at an offset of a go.sum is about; ok is
// false if it is no line of a module, or belongs to no file.
func (st *state) sumSubject(d *document, offset int) (about sumSubject, ok bool) {
	about.line = gomod.ParseSum(d.path, d.text.content).At(offset)
	files := st.judging(d)
	if about.line == nil || len(files) == 0 {
		return about, false
	}
	about.file = filepath.Base(files[0].path)
	about.module, about.snap = files[0].module, files[0].module.completed()
	for _, in := range files {
		snap := in.module.completed()
		asked := snap.Requiring(about.line.Path)
		if asked != nil && asked.Toolchain && asked.Version != about.line.Version {
			continue // a toolchain of another version has a route of its own kind
		}
		if asked != nil {
			about.module, about.snap = in.module, snap
			_, about.asked = asked.Route.Target()
			about.requirement = asked
			if about.asked != about.line.Version {
				about.requirement = snap.Requirement(about.line.Path, about.line.Version)
			}
			break
		}
	}
	return about, true
}

// explain explains the line.
func (about *sumSubject) explain() *explain.Doc {
	if about.requirement == nil {
		return explain.Unrequired(about.file)
	}
	return about.module.hover(about.snap).SumLine(about.snap, about.requirement, about.asked)
}
