package evidence

import (
	"runtime"
	"slices"
	"testing"
)

// authentication reads with git where the distributions have it.
func (w *world) authentication() (Authentication, bool) {
	w.gather() // makes the environment
	return ReadAuthentication(w.req, "/usr/bin/git")
}

func TestReadAuthentication(t *testing.T) {
	if runtime.GOOS == "windows" || runtime.GOOS == "darwin" {
		t.Skip("not known here")
	}
	const global, netrc = "home/.gitconfig", "home/.netrc"
	type files = map[string]string
	type vars = map[string]string
	rewrite := "[url \"ssh://git@github.com/\"]\n\tinsteadOf = https://github.com/\n"
	over := Authentication{Rewrites: []string{"https://github.com/"}}
	helper := Authentication{Helpers: true}
	for _, test := range []struct {
		name  string
		files files
		vars  vars
		want  Authentication
	}{
		{"nothing", nil, nil, Authentication{}},
		{"a rewrite", files{global: rewrite}, nil, over},
		{"in the XDG file", files{"home/.config/git/config": rewrite}, nil, over},
		{"in the file that a variable names", files{"other": rewrite}, vars{"GIT_CONFIG_GLOBAL": "$DIR/other"}, over},
		{"in the system's file", files{"etc": rewrite}, vars{"GIT_CONFIG_NOSYSTEM": "0", "GIT_CONFIG_SYSTEM": "$DIR/etc"}, over},
		{"included", files{global: "[include]\n\tpath = inc\n", "home/inc": rewrite}, nil, over},
		{"in this repository, where git is not run", files{"repo/.git/config": rewrite}, nil, Authentication{}},
		{"included for the module cache", files{global: "[includeIf \"gitdir:$DIR/cache/\"]\n\tpath = inc\n", "home/inc": rewrite}, vars{"GOMODCACHE": "$DIR/cache"}, over},
		{"included for this repository", files{global: "[includeIf \"gitdir:$DIR/repo/\"]\n\tpath = inc\n", "home/inc": rewrite, "repo/.git/HEAD": ""}, vars{"GOMODCACHE": "$DIR/cache"}, Authentication{}},
		{"a rewrite for pushing", files{global: "[url \"ssh://git@github.com/\"]\n\tpushInsteadOf = https://github.com/\n"}, nil, Authentication{}},
		{"in variables", nil, vars{"GIT_CONFIG_COUNT": "1", "GIT_CONFIG_KEY_0": "url.ssh://git@github.com/.insteadOf", "GIT_CONFIG_VALUE_0": "https://github.com/"}, over},

		{"a helper", files{global: "[credential]\n\thelper = store\n"}, nil, helper},
		{"a helper for one address", files{global: "[credential \"https://github.com\"]\n\thelper = !gh auth\n"}, nil, helper},
		{"a helper that is taken back", files{global: "[credential]\n\thelper = store\n\thelper =\n"}, nil, Authentication{}},
		{"a helper that is taken back for one address", files{global: "[credential]\n\thelper = store\n[credential \"https://x.com\"]\n\thelper =\n"}, nil, helper},
		{"a helper in variables", nil, vars{"GIT_CONFIG_COUNT": "1", "GIT_CONFIG_KEY_0": "credential.helper", "GIT_CONFIG_VALUE_0": "cache"}, helper},
		{"an askpass program", files{global: "[core]\n\taskPass = /bin/ask\n"}, nil, helper},
		{"one in a variable", nil, vars{"GIT_ASKPASS": "/bin/ask"}, helper},
		{"one for ssh", nil, vars{"SSH_ASKPASS": "/bin/ask"}, helper},
		{"an extra header", files{global: "[http \"https://github.com/\"]\n\textraheader = AUTHORIZATION: basic x\n"}, nil, helper},
		{"a certificate", files{global: "[http]\n\tsslCert = /x\n"}, nil, helper},
		{"other settings", files{global: "[user]\n\tname = x\n[core]\n\teditor = vi\n"}, nil, Authentication{}},

		{"a login", files{netrc: "machine GitHub.com\n\tlogin u\n\tpassword p\n"}, nil, Authentication{Netrc: []string{"github.com"}}},
		{"a login for any host", files{netrc: "default login u password p\n"}, nil, helper},
		{"a file that git does not read", files{"other": "machine github.com login u password p\n"}, vars{"NETRC": "$DIR/other"}, Authentication{}},
	} {
		t.Run(test.name, func(t *testing.T) {
			w := newWorld(t, test.files)
			for name, value := range test.vars {
				w.vars[name] = value
			}
			got, known := w.authentication()
			if !known || got.Helpers != test.want.Helpers || !slices.Equal(got.Rewrites, test.want.Rewrites) || !slices.Equal(got.Netrc, test.want.Netrc) {
				t.Errorf("got %+v, %t; want %+v", got, known, test.want)
			}
		})
	}
}

func TestUnknownAuthentication(t *testing.T) {
	for name, edit := range map[string]func(w *world){
		"untrusted":                  func(w *world) { w.req.Trusted = false },
		"an unknown home":            func(w *world) { delete(w.vars, "HOME") },
		"configuration of a caller":  func(w *world) { w.vars["GIT_CONFIG_PARAMETERS"] = "'a.b=c'" },
		"a relative file":            func(w *world) { w.vars["GIT_CONFIG_GLOBAL"] = "x" },
		"an include of another user": func(w *world) { w.vars["GIT_CONFIG_GLOBAL"] = w.path("other-home") },
		"a condition on the branch":  func(w *world) { w.vars["GIT_CONFIG_GLOBAL"] = w.path("branch") },
		"too many variables":         func(w *world) { w.vars["GIT_CONFIG_COUNT"] = "1000" },
	} {
		w := newWorld(t, map[string]string{
			"other-home": "[include]\n\tpath = ~other/x\n",
			"branch":     "[includeIf \"onbranch:main\"]\n\tpath = x\n",
		})
		edit(w)
		if got, known := w.authentication(); known {
			t.Errorf("%s: known as %+v", name, got)
		}
	}
	w := newWorld(t, nil)
	w.gather()
	w.vars["GIT_CONFIG_NOSYSTEM"] = ""
	w.gather()
	for _, program := range []string{"", "/home/linuxbrew/.linuxbrew/bin/git"} {
		if _, known := ReadAuthentication(w.req, program); known {
			t.Errorf("known where git is %q", program)
		}
	}
}
