package referee

import (
	"crypto/rand"
	"net/http"
	"os"
	"strings"
	"sync"

	"golang.org/x/mod/module"
	"golang.org/x/mod/sumdb"
	"golang.org/x/mod/sumdb/note"
)

// The checksum databases of the referee: one by the name of a host, one with a
// path. They know every module but those with "secret" in their path.
const (
	hostDB = "sum.corp.test"
	pathDB = "sums.corp.test/go"
)

// A checksumDB is a running checksum database and the key that verifies it.
type checksumDB struct {
	key     string // as GOSUMDB takes it: name+hash+key
	handler http.Handler
}

var databases = sync.OnceValue(func() map[string]checksumDB {
	dbs := make(map[string]checksumDB)
	for _, name := range []string{hostDB, pathDB} {
		signer, verifier, err := note.GenerateKey(rand.Reader, name)
		if err != nil {
			panic(err) // no randomness
		}
		dbs[name] = checksumDB{verifier, sumdb.NewServer(sumdb.NewTestServer(signer, recordOf))}
	}
	return dbs
})

// recordOf is the record of a module version, the lines of its go.sum.
func recordOf(path, version string) ([]byte, error) {
	if unknownToDB(path) {
		return nil, os.ErrNotExist
	}
	m := module.Version{Path: path, Version: version}
	c, err := contentOf(m)
	if err != nil {
		return nil, os.ErrNotExist
	}
	return []byte(c.goSum(m, "both")), nil
}

// unknownToDB reports whether the referee's databases lack a module.
func unknownToDB(path string) bool { return strings.Contains(path, "secret") }

// database returns what answers path, "<name>/lookup/…", for the database of
// that name; other names, such as sum.golang.org, are answered by 404.
func database(path string) http.Handler {
	for name, db := range databases() {
		if rest, ok := strings.CutPrefix(path, name+"/"); ok {
			return http.HandlerFunc(func(rw http.ResponseWriter, r *http.Request) {
				r2 := r.Clone(r.Context())
				r2.URL.Path = "/" + rest
				db.handler.ServeHTTP(rw, r2)
			})
		}
	}
	return http.NotFoundHandler()
}
