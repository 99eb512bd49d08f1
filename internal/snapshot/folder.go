package snapshot

import (
	"maps"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"golang.org/x/mod/module"

	"github.com/modroute/modroute/internal/analysis"
	"github.com/modroute/modroute/internal/evidence"
	"github.com/modroute/modroute/internal/goenv"
	"github.com/modroute/modroute/internal/gomod"
	"github.com/modroute/modroute/internal/localpath"
	"github.com/modroute/modroute/internal/modcache"
	"github.com/modroute/modroute/internal/route"
	"github.com/modroute/modroute/internal/visibility"
)

// Options are what a person or client has set.
type Options struct {
	Private        []string         // the setting modroute.private: glob patterns of private modules
	TrustedProxies []string         // the setting modroute.trustedProxies: URLs or hosts
	Control        analysis.Control // what the settings say about findings
	Roots          []string         // the workspace's folders, absolute
	Environments   []Named          // further environments to compare with
	Memory         *Memory          // shared by folders that read the same files; nil for a folder by itself
	Trusted        bool             // whether the workspace is trusted; if not, nothing outside Roots is read but Go's own configuration and cache
}

// A Folder holds what the go.mod files of one directory share and what seldom
// changes: the environment, go.work, go.sum, vendor, evidence. It is immutable
// but for memories of lazy look-ups, and safe for concurrent use.
type Folder struct {
	Dir     string // absolute, of the go.mod or go.work
	Env     *goenv.Environment
	Policy  *route.Policy
	Options Options
	Files   Files
	Facts   *visibility.Facts

	GoWork  *gomod.File // the active go.work; nil if there is none
	WorkDir string      // its directory
	// UnusedWork is the path of a go.work that governs the folder without using
	// its module. There most commands fail or work on other modules; the
	// routes are those of the module by itself.
	UnusedWork string
	Errors     []error // what could not be read or stops every command in the workspace, each naming its file

	unusedWork *gomod.File // at UnusedWork
	inputs     map[string]bool
	repository string // the root of the repository that Dir is in, else Dir
	goEnv      string // the text of its go.env, if that declares anything
	sums       sums   // the go.sum files that count
	ownSums    sums   // those of them beside the go.mod
	workSums   string // the path of the workspace's go.work.sum
	// base is the workspace without what the file under analysis says.
	base      route.Workspace
	members   map[string]*gomod.File // the go.mod files of the workspace, by path
	cache     modcache.Cache
	lookups   *modcache.Lookups
	contents  *modcache.Contents
	mods      *mods
	vendor    vendor
	checkouts *checkouts
	machine   *machine
	others    func() []Other // under the named environments

	// toolchain is the folder under the environment of the toolchain that was
	// switched to last: a go line that is being typed names many.
	toolchain atomic.Pointer[switched]
}

// A switched is a folder under the environment of a toolchain.
type switched struct {
	version string // of the toolchain as a module
	folder  *Folder
}

// maxCheckouts is how many directories are remembered, and watched: more than
// any file names. While a directive is being typed it names many.
const maxCheckouts = 500

// checkouts remembers the directories that replace directives name.
type checkouts struct {
	mu    sync.Mutex
	known map[string]analysis.Checkout // by absolute path
}

// Open reads what the files of dir share. It never fails: what cannot be read
// counts as absent, and is among the folder's Errors where that is a fault.
func Open(dir string, env *goenv.Environment, files Files, opts Options) *Folder {
	f := &Folder{Dir: dir, Options: opts, Files: files, inputs: make(map[string]bool), checkouts: &checkouts{known: make(map[string]analysis.Checkout)}}
	f.others = newOthers(f)
	f.setEnv(env)
	f.repository = evidence.RepositoryDir(f.evidenceRequest())
	f.readWork()
	f.readSums()
	f.readVendor()
	return f
}

// setEnv compiles the environment and gathers the evidence, which depends on
// it.
func (f *Folder) setEnv(env *goenv.Environment) {
	f.Env, f.Policy = env, route.Compile(env)
	if cache := moduleCache(env); f.lookups == nil || cache != f.cache {
		f.cache, f.lookups, f.contents = cache, cache.Lookups(), cache.Contents(f.Options.Trusted)
		f.mods = &mods{read: f.contents.Mod, known: make(map[module.Version]parsedMod)}
	}
	facts, inputs := evidence.Gather(f.evidenceRequest())
	facts.LookedUp = f.lookups.Has
	facts.Trusted = f.Options.TrustedProxies
	f.Facts = facts
	if len(facts.Declared) > 0 {
		f.goEnv, _ = f.Files.ReadFile(facts.Declared[0].File)
	}
	f.machine = newMachine(f)
	f.watch(inputs...)
}

// moduleCache returns the module cache of an environment: none if that is no
// directory of this machine.
func moduleCache(env *goenv.Environment) modcache.Cache {
	dir := env.ModCache()
	if localpath.Foreign(dir) {
		return modcache.Cache{}
	}
	return modcache.Cache{Dir: dir}
}

// evidenceRequest says what evidence to gather.
func (f *Folder) evidenceRequest() evidence.Request {
	return evidence.Request{
		Dir: f.Dir, Env: f.Env, Private: f.Options.Private, Roots: f.Options.Roots, Trusted: f.Options.Trusted,
		ReadFile: f.Files.ReadFile, IsDir: f.Files.IsDir,
	}
}

// WithEnv returns the folder as it would be under another environment, in the
// same workspace: what a fix asks before it is offered.
func (f *Folder) WithEnv(env *goenv.Environment) *Folder {
	g := &Folder{
		Dir: f.Dir, Options: f.Options, Files: f.Files,
		GoWork: f.GoWork, WorkDir: f.WorkDir, UnusedWork: f.UnusedWork, Errors: f.Errors, base: f.base, members: f.members,
		cache: f.cache, lookups: f.lookups, contents: f.contents, mods: f.mods, vendor: f.vendor, checkouts: f.checkouts, sums: f.sums, ownSums: f.ownSums,
		repository: f.repository, unusedWork: f.unusedWork, others: f.others, inputs: make(map[string]bool),
	}
	g.setEnv(env)
	return g
}

// switched returns the folder under the environment of a toolchain, given its
// module version ("v0.0.1-go1.27.4.linux-amd64"). What its own go.env says is
// known if it is in the module cache.
func (f *Folder) switched(version string) *Folder {
	if last := f.toolchain.Load(); last != nil && last.version == version {
		return last.folder
	}
	var own *goenv.Layer
	file := filepath.Join(f.cache.Dir, "golang.org", "toolchain@"+version, "go.env")
	if text, err := f.Files.ReadFile(file); err == nil && f.cache.Dir != "" {
		layer, _ := goenv.ParseFile(file, text, goenv.GOROOT)
		own = &layer
	}
	name := strings.TrimSuffix(strings.TrimPrefix(version, "v0.0.1-"), "."+f.Env.GOOS+"-"+f.Env.GOARCH)
	g := f.WithEnv(f.Env.ForToolchain(name, own))
	f.toolchain.Store(&switched{version, g})
	return g
}

func (f *Folder) watch(paths ...string) {
	for _, path := range paths {
		f.inputs[path] = true
	}
}

// Inputs returns the absolute paths of the files and directories that the
// folder and its snapshots so far have looked for: when one of them changes,
// open the folder anew.
func (f *Folder) Inputs() []string {
	f.checkouts.mu.Lock()
	defer f.checkouts.mu.Unlock()
	paths := slices.Collect(maps.Keys(f.inputs))
	for dir := range f.checkouts.known {
		paths = append(paths, dir, filepath.Join(dir, "go.mod"))
	}
	return paths
}

// Reads reports whether a path is among [Folder.Inputs]. It is asked for every
// folder at each edit of a file that others may have read.
func (f *Folder) Reads(path string) bool {
	if f.inputs[path] {
		return true
	}
	f.checkouts.mu.Lock()
	defer f.checkouts.mu.Unlock()
	_, itself := f.checkouts.known[path]
	_, beside := f.checkouts.known[filepath.Dir(path)]
	return itself || beside && filepath.Base(path) == "go.mod"
}

// Members returns the paths of the go.mod files of the workspace, sorted.
func (f *Folder) Members() []string { return slices.Sorted(maps.Keys(f.members)) }

// Cached tells which files of a module version the module cache holds.
func (f *Folder) Cached(path, version string) modcache.State {
	return f.cache.State(path, version)
}

// Origin returns the URL of the repository that a module version in the module
// cache was fetched from; "" if that is unknown.
func (f *Folder) Origin(path, version string) string { return f.contents.Origin(path, version) }

// CachedSince is [Folder.Cached], and tells when the newest of the files was
// fetched; the zero time if there is none.
func (f *Folder) CachedSince(path, version string) (modcache.State, time.Time) {
	return f.cache.Look(path, version)
}

// checkout describes the directory that a local replace of a file of this
// folder names.
func (f *Folder) checkout(r *gomod.Replace) analysis.Checkout {
	return f.Checkout(gomod.Dir(f.Dir, r.NewPath.Value))
}

// Checkout describes a directory that stands for a module. It remembers. A
// directory that may not be looked into is the zero Checkout.
func (f *Folder) Checkout(dir string) analysis.Checkout {
	if !f.MayRead(dir) || !f.MayRead(resolved(dir)) {
		return analysis.Checkout{}
	}
	f.checkouts.mu.Lock()
	defer f.checkouts.mu.Unlock()
	c, ok := f.checkouts.known[dir]
	if ok {
		return c
	}
	dir = strings.Clone(dir) // it may be a part of a file's text, which is not to be kept
	c = analysis.Checkout{Dir: dir, Exists: f.Files.IsDir(dir)}
	if c.Exists {
		if text, err := f.Files.ReadFile(filepath.Join(dir, "go.mod")); err == nil {
			c.GoMod = true
			if m := gomod.Parse("go.mod", text).Module; m != nil {
				c.Module = strings.Clone(m.Arg.Value)
			}
		}
	}
	if len(f.checkouts.known) >= maxCheckouts {
		clear(f.checkouts.known)
	}
	f.checkouts.known[dir] = c
	return c
}

// workspace is the folder's workspace with what file itself says in the place
// of what the folder was opened with.
func (f *Folder) workspace(file *gomod.File) *route.Workspace {
	ws := f.base
	ws.Module, ws.Work = true, ws.Work || file.Work
	if file.Work || !ws.Work {
		ws.GoVersion, ws.Toolchain = goLines(file)
	}
	name := filepath.Base(file.Name)
	ws.Replaces = f.replaces(file, filepath.Join(f.Dir, name))
	for _, r := range f.base.Replaces {
		if r.File != name {
			ws.Replaces = append(ws.Replaces, r)
		}
	}
	ws.Mains = make(map[string]string, len(f.base.Mains)+1)
	for path, dir := range f.base.Mains {
		if dir != f.Dir || file.Work {
			ws.Mains[path] = dir
		}
	}
	if file.Module != nil {
		ws.Mains[file.Module.Arg.Value] = f.Dir
	}
	ws.Excludes = make(map[route.Requirement]bool, len(file.Exclude))
	for path, member := range f.members {
		if path != filepath.Join(f.Dir, name) {
			addExcludes(ws.Excludes, member)
		}
	}
	addExcludes(ws.Excludes, file)
	if ws.Work {
		ws.Alone = f.alone(file)
	}
	return &ws
}

// alone is the workspace of file without the go.work: of a go.work itself, that
// of a module that the file says nothing of.
func (f *Folder) alone(file *gomod.File) *route.Workspace {
	ws := &route.Workspace{Module: true, Sums: f.ownSums}
	if file.Work {
		return ws
	}
	ws.GoVersion, ws.Toolchain = goLines(file)
	ws.Replaces = f.replaces(file, filepath.Join(f.Dir, filepath.Base(file.Name)))
	if file.Module != nil {
		ws.Mains = map[string]string{file.Module.Arg.Value: f.Dir}
	}
	ws.Excludes = make(map[route.Requirement]bool, len(file.Exclude))
	addExcludes(ws.Excludes, file)
	return ws
}

func goLines(file *gomod.File) (goVersion, toolchain string) {
	if file.Go != nil {
		goVersion = file.Go.Arg.Value
	}
	if file.Toolchain != nil {
		toolchain = file.Toolchain.Arg.Value
	}
	return goVersion, toolchain
}

func addExcludes(to map[route.Requirement]bool, file *gomod.File) {
	for _, x := range file.Exclude {
		to[route.Requirement{Path: x.Path.Value, Version: x.Version.Value}] = true
	}
}

// replaces returns the replaces of the file at path, which may be another one
// than the folder's. The directories that it names are told relative to the
// folder, but those of the folder's own files as they are spelled.
func (f *Folder) replaces(file *gomod.File, path string) []route.Replace {
	dir, name := filepath.Dir(path), relative(f.Dir, path)
	list := make([]route.Replace, 0, len(file.Replace))
	for _, r := range file.Replace {
		target := r.NewPath.Value
		if r.Local() && dir != f.Dir && !filepath.IsAbs(filepath.FromSlash(target)) {
			target = relative(f.Dir, filepath.Join(dir, filepath.FromSlash(target)))
			if !strings.HasPrefix(target, "../") && target != ".." {
				target = "./" + target
			}
		}
		list = append(list, route.Replace{
			OldPath: r.OldPath.Value, OldVersion: r.OldVersion.Value,
			NewPath: target, NewVersion: r.NewVersion.Value,
			File: name, Line: r.Line, Work: file.Work,
		})
	}
	return list
}

// A vendor is what is known of the vendor directory besides what routes depend
// on: the text of its modules.txt, and whether there is one.
type vendor struct {
	text string
	ok   bool
}

// readVendor looks at the vendor directory beside go.work, else go.mod.
func (f *Folder) readVendor() {
	dir := f.Dir
	if f.base.Work {
		dir = f.WorkDir
	}
	dir = filepath.Join(dir, "vendor")
	f.base.Vendor.Exists = f.Files.IsDir(dir)
	list := filepath.Join(dir, "modules.txt")
	f.watch(list)
	if !f.base.Vendor.Exists {
		return
	}
	text, err := f.Files.ReadFile(list)
	if err != nil {
		return // as the go command: a vendor directory of no workspace
	}
	f.vendor = vendor{text, true}
	// modload/init.go:modulesTextIsForWorkspace
	line, _, _ := strings.Cut(text, "\n")
	if notes, ok := strings.CutPrefix(line, "## "); ok {
		for note := range strings.SplitSeq(notes, ";") {
			if strings.TrimSpace(note) == "workspace" {
				f.base.Vendor.Workspace = true
			}
		}
	}
}
