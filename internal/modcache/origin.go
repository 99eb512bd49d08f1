package modcache

import "encoding/json"

// Origin returns the URL of the repository that a cached module version was
// fetched from, as its .info file tells (cmd/go/internal/modfetch/codehost,
// Origin); "" if that is unknown.
func (c *Contents) Origin(path, version string) (url string) {
	f, ok := c.read(path, version, ".info")
	if !ok {
		return ""
	}
	var info struct{ Origin struct{ URL string } }
	if json.Unmarshal([]byte(f.text), &info) != nil {
		return ""
	}
	return info.Origin.URL
}
