package fix

import (
	"fmt"
	"strings"
	"testing"
)

// The list of actions of one line is made each time that a person moves the
// cursor.
func BenchmarkForRequirement(b *testing.B) {
	var text strings.Builder
	text.WriteString("-- app/go.mod --\nmodule example.com/app\n\nrequire (\n")
	for i := range 500 {
		fmt.Fprintf(&text, "\tgit%d.corp.internal/team/lib%d v1.2.%d\n", i%7, i, i)
	}
	text.WriteString(")\n")
	for i := range 100 {
		fmt.Fprintf(&text, "-- m%d/go.mod --\nmodule example.com/m%d\n", i, i)
	}
	s := world{files: text.String()}.open(b)
	r := s.Requirements[250]
	b.ResetTimer()
	for b.Loop() {
		if plans := NewPlanner(s).ForRequirement(r); !plans[0].Preferred {
			b.Fatal("the first plan is not preferred")
		}
	}
}

func BenchmarkForFile(b *testing.B) {
	var text strings.Builder
	text.WriteString("-- app/go.mod --\nmodule example.com/app\n\nrequire (\n")
	for i := range 500 {
		fmt.Fprintf(&text, "\tgit%d.corp.internal/team/lib%d v1.2.%d\n", i%7, i, i)
	}
	text.WriteString(")\n")
	s := world{files: text.String()}.open(b)
	b.ResetTimer()
	for b.Loop() {
		if plans := NewPlanner(s).ForFile(); len(plans) == 0 {
			b.Fatal("no plan")
		}
	}
}

// `modroute check -json` asks for the plans of every requirement.
func BenchmarkEveryRequirement(b *testing.B) {
	var text strings.Builder
	text.WriteString("-- app/go.mod --\nmodule example.com/app\n\nrequire (\n")
	for i := range 5000 {
		fmt.Fprintf(&text, "\tgit.corp.internal/mod%d v1.0.%d\n", i, i)
	}
	text.WriteString(")\n")
	s := world{files: text.String()}.open(b)
	b.ResetTimer()
	for b.Loop() {
		planner := NewPlanner(s)
		for _, r := range s.Requirements {
			if plans := planner.ForRequirement(r); !plans[0].Preferred {
				b.Fatal("the first plan is not preferred")
			}
		}
	}
}
