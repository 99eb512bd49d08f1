module gopkg.in/versions.v3

go 1.26rc1

require (
	example.com/a v1.0.0
	example.com/b v0.0.0-20250102030405-0123456789ab
	example.com/c v1.2.4-0.20250102030405-0123456789ab
	example.com/d v2.0.0+incompatible
	example.com/e/v5 v5.1.0
	gopkg.in/yaml.v2 v2.4.0
	gopkg.in/check.v1 v0.0.0-20161208181325-20d25e280405
	gopkg.in/old.v2 v0.0.0-gopkgin-v2.1.0
	gopkg.in/more.v1-unstable v1.0.0
	example.com/f latest
	example.com/g v1
	example.com/h main
	example.com/i 0123abc
	example.com/j v1.2.3+meta
	example.com/k >=v1.5.0
	example.com/l v2
	example.com/m feature/branch
)

exclude example.com/a v1.1

replace example.com/f master => example.com/fork/f v1.0.0
replace example.com/g => example.com/fork/g develop

retract [v3.0.0, v3.1.0]
retract v3.2.0
