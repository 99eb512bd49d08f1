package referee

import (
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/modroute/modroute/internal/referee/predict"
)

// A trial is a case that the go command has decided.
type trial struct {
	*setup
	seen observation
}

// decide lets the go command of goroot decide cases, several at a time, below dir.
func decide(t *testing.T, dir, goroot string, cases []*Case) []*trial {
	t.Helper()
	trials := make([]*trial, len(cases))
	errs := make([]error, len(cases))
	var wg sync.WaitGroup
	next := make(chan int)
	for range max(2, runtime.GOMAXPROCS(0)) {
		wg.Go(func() {
			for i := range next {
				trials[i], errs[i] = decideOne(filepath.Join(dir, fmt.Sprint(i)), goroot, cases[i])
			}
		})
	}
	for i := range cases {
		next <- i
	}
	close(next)
	wg.Wait()
	for _, err := range errs {
		if err != nil {
			t.Fatal(err)
		}
	}
	return trials
}

func decideOne(dir, goroot string, c *Case) (*trial, error) {
	s, err := c.setUp(dir, goroot)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", c.Name, err)
	}
	defer s.close()
	o, err := s.observe(goroot)
	// The layers stay on disk for the predictor, what was fetched need not.
	remove(filepath.Join(dir, "gopath"))
	return &trial{s, o}, err
}

// buildPredictor builds the predictor as file, with an overlay if there is one.
func buildPredictor(file, overlay string) error {
	args := []string{"build", "-o", file}
	if overlay != "" {
		args = append(args, "-overlay", overlay)
	}
	if out, err := exec.Command("go", append(args, "./predictor")...).CombinedOutput(); err != nil {
		return fmt.Errorf("building the predictor: %v\n%s", err, out)
	}
	return nil
}

// predictor returns the file of the predictor as it is.
func predictor(t *testing.T) string {
	t.Helper()
	file, err := builtPredictor()
	if err != nil {
		t.Fatal(err)
	}
	return file
}

var builtPredictor = sync.OnceValues(func() (string, error) {
	file := filepath.Join(scratch, "predictor.exe")
	return file, buildPredictor(file, "")
})

// predictions asks the predictor about trials.
func predictions(t *testing.T, predictor string, trials []*trial) []predict.Answer {
	t.Helper()
	questions := make([]predict.Question, len(trials))
	for i, tr := range trials {
		questions[i] = tr.question()
	}
	in, err := json.Marshal(questions)
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command(predictor)
	var out, stderr bytes.Buffer
	cmd.Stdin, cmd.Stdout, cmd.Stderr = bytes.NewReader(in), &out, &stderr
	if err := cmd.Run(); err != nil {
		t.Fatalf("running the predictor: %v\n%s", err, &stderr)
	}
	var answers []predict.Answer
	if err := json.Unmarshal(out.Bytes(), &answers); err != nil {
		t.Fatal(err)
	}
	for i := range answers {
		answers[i].Restore()
	}
	return answers
}

// difference compares what was seen in a trial with what follows from an
// answer; it returns "" if they agree.
func (tr *trial) difference(a *predict.Answer) string {
	if d := tr.environmentDifference(a); d != "" {
		return d
	}
	want := tr.expect(a)
	got := tr.seen.Outcome
	switch {
	case !slices.Equal(want.Contacts, got.Contacts):
		return "the places contacted differ"
	case want.OK != got.OK:
		return "the outcome differs"
	case !strings.Contains(withoutUser.Replace(got.Message), want.Message):
		return "the words differ"
	}
	return ""
}

// withoutUser hides the userinfo of generated URLs, which the go command prints
// in some of its messages and modroute never does.
var withoutUser = strings.NewReplacer("u:secret@", "xxxxx@", "u:xxxxx@", "xxxxx@", "token@", "xxxxx@")

// environmentDifference compares the variables with what go env prints.
func (tr *trial) environmentDifference(a *predict.Answer) string {
	for name, got := range tr.seen.variables {
		if want := a.Variables[name]; want != got {
			return fmt.Sprintf("%s is predicted to be %q, go env prints %q", name, want, got)
		}
	}
	return ""
}

// report describes a difference so that the case can be kept.
func (tr *trial) report(d string, a *predict.Answer) string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s: %s\n", tr.Name, d)
	want := tr.expect(a)
	for _, o := range []struct {
		title string
		*Outcome
	}{{"predicted", &want}, {"go did", &tr.seen.Outcome}} {
		fmt.Fprintf(&b, "%s: ok=%v %q\n", o.title, o.OK, o.Message)
		for _, c := range o.Contacts {
			fmt.Fprintf(&b, "\t%s\n", c)
		}
	}
	c, err := json.MarshalIndent(tr.Case, "", "\t")
	if err != nil {
		return err.Error()
	}
	fmt.Fprintf(&b, "testdata/fixed/%s.json:\n%s\n", tr.Name, c)
	r, err := json.Marshal(a)
	if err != nil {
		return err.Error()
	}
	fmt.Fprintf(&b, "answer: %s\n", r)
	return b.String()
}

// reported is how many differences are described in full.
const reported = 20

// judge compares trials with answers and reports each difference.
func judge(t *testing.T, trials []*trial, answers []predict.Answer) {
	t.Helper()
	differences := 0
	for i, tr := range trials {
		d := tr.difference(&answers[i])
		if d != "" {
			differences++
			if differences <= reported {
				t.Error(tr.report(d, &answers[i]))
			}
		} else if os.Getenv("REFEREE_CASE") != "" {
			t.Log(tr.report("no difference", &answers[i]))
		}
	}
	t.Logf("%d cases, %d differences", len(trials), differences)
	if differences > 0 {
		t.Errorf("%d of %d cases differ", differences, len(trials))
	}
}

// caseDir returns a directory for cases. Unlike [testing.T.TempDir] it does not
// mind that processes which a go command leaves behind still write there.
func caseDir(t *testing.T) string {
	t.Helper()
	dir, err := os.MkdirTemp(scratch, "cases")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { remove(dir) })
	return dir
}

// scratch is a directory for what all tests share.
var scratch string

func TestMain(m *testing.M) {
	dir, err := os.MkdirTemp("", "referee")
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	scratch = dir
	code := m.Run()
	remove(dir)
	os.Exit(code)
}
