package lspclient

// A Report is the answer of textDocument/diagnostic, and one of those of
// workspace/diagnostic.
type Report struct {
	URI              string            `json:"uri"` // of a workspace's report
	Version          *int              `json:"version"`
	Kind             string            `json:"kind"`
	ResultID         string            `json:"resultId"`
	Items            []Diagnostic      `json:"items"`
	RelatedDocuments map[string]Report `json:"relatedDocuments"`
}

// Pull asks for the diagnostics of a document, given the id of the report that
// it has.
func (c *Client) Pull(uri, previous string) (Report, error) {
	params := map[string]any{"textDocument": map[string]any{"uri": uri}}
	if previous != "" {
		params["previousResultId"] = previous
	}
	var r Report
	err := c.Call("textDocument/diagnostic", params, &r)
	return r, err
}
