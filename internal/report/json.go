package report

import (
	"encoding/json"
	"io"
)

// JSON returns a handler that writes each result as one line of JSON.
func JSON(w io.Writer) Handler {
	enc := json.NewEncoder(w)
	enc.SetEscapeHTML(false)
	return jsonHandler{enc}
}

type jsonHandler struct{ enc *json.Encoder }

func (h jsonHandler) Route(r *Route) error     { return h.enc.Encode(r) }
func (h jsonHandler) Finding(f *Finding) error { return h.enc.Encode(f) }
func (h jsonHandler) Close() error             { return nil }
