package cli

import (
	"errors"
	"flag"
	"fmt"
	"io/fs"
	"path/filepath"
	"strings"

	"github.com/modroute/modroute/analyzers"
	"github.com/modroute/modroute/internal/analysis"
	"github.com/modroute/modroute/internal/settings"
	"github.com/modroute/modroute/internal/snapshot"
)

// settingsHelp describes the flags -settings and -severity in a command's help.
const settingsHelp = `	-settings file  read settings from a JSON file, as editors have them: private,
	                trustedProxies, env, environments, severity, ignore; see
	                docs/settings.md
	-severity code=level
	                set the severity of a code: off, error, warning, information
	                or hint; wins over the file, and may be repeated
`

// settingsFlags are the flags that bring in settings. No file of settings is
// read that they do not name: a repository must not silence what is said about
// it without anybody's seeing.
type settingsFlags struct {
	file       string
	severities []string
}

// settingsFlag registers -settings.
func settingsFlag(flags *flag.FlagSet) *settingsFlags {
	f := &settingsFlags{}
	flags.Func("settings", "", func(file string) error {
		if file == "" { // which an unset variable of a script leaves
			return errors.New("the name of the file is empty")
		}
		f.file = file
		return nil
	})
	return f
}

// openWith returns the project of the directory that -C names, under settings.
func (c *call) openWith(dir string, set *settingsFlags) (*project, error) {
	p, err := c.open(dir)
	if err != nil {
		return nil, err
	}
	return p, set.apply(p)
}

// settingsAndSeverityFlags registers -settings and -severity.
func settingsAndSeverityFlags(flags *flag.FlagSet) *settingsFlags {
	f := settingsFlag(flags)
	flags.Func("severity", "", func(value string) error {
		f.severities = append(f.severities, value)
		return nil
	})
	return f
}

// apply reads the settings that the flags name, and has the project heed them.
// A setting that is wrong is an error: in CI nobody would see a warning.
func (f *settingsFlags) apply(p *project) error {
	reader := settings.Reader{Codes: analyzers.Codes()}
	if f.file != "" {
		if err := f.read(p, reader); err != nil {
			return err
		}
	}
	return f.setSeverities(reader, &p.settings.Control)
}

// read reads the file of -settings into the project.
func (f *settingsFlags) read(p *project, reader settings.Reader) error {
	path := f.file
	if !filepath.IsAbs(path) {
		path = filepath.Join(p.dir, path)
	}
	text, err := p.files.ReadFile(path)
	if errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("-settings %s: no such file", f.file)
	}
	if err != nil {
		return fmt.Errorf("-settings: %w", err)
	}
	set, problems, err := reader.Parse([]byte(text))
	if err != nil {
		return fmt.Errorf("-settings %s: %w", f.file, err)
	}
	for _, problem := range problems {
		p.call.warn("-settings %s: %s", f.file, problem)
	}
	if problems != nil {
		return fmt.Errorf("-settings %s is refused: correct it", f.file)
	}
	p.settings = set
	return nil
}

// setSeverities lays what -severity says over the settings.
func (f *settingsFlags) setSeverities(reader settings.Reader, control *analysis.Control) error {
	for _, value := range f.severities {
		code, level, ok := strings.Cut(value, "=")
		if !ok {
			return usageError{fmt.Sprintf("-severity is %q; it must be code=level", value)}
		}
		severity, err := reader.Severity(code, level)
		if err != nil {
			return usageError{"-severity: " + err.Error()}
		}
		if control.Severity == nil {
			control.Severity = make(map[string]analysis.Severity)
		}
		control.Severity[code] = severity
	}
	return nil
}

// options are those of the snapshots of files in dir.
func (p *project) options(dir string) snapshot.Options {
	return snapshot.Options{
		Private: p.settings.Private, TrustedProxies: p.settings.TrustedProxies, Control: p.settings.Control,
		Environments: p.declared(dir),
		Roots:        []string{dir}, Trusted: true, Memory: &p.memory,
	}
}
