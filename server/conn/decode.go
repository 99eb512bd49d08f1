package conn

import (
	"bytes"
	"encoding/json"
	"math"
	"strconv"

	"go.lsp.dev/jsonrpc2"
	"go.lsp.dev/protocol"
)

// codec encodes with the protocol's union-aware codec; jsonrpc2's default is
// encoding/json, which would write a nil slice as null.
type codec struct{}

func (codec) Marshal(v any) ([]byte, error) {
	if raw, ok := v.(json.RawMessage); ok {
		return raw, nil
	}
	return protocol.Marshal(v)
}

func (codec) Unmarshal(data []byte, v any) error {
	if raw, ok := v.(*json.RawMessage); ok {
		*raw = bytes.Clone(data)
		return nil
	}
	return protocol.Unmarshal(data, v)
}

// Decode decodes params into v as leniently as the clients of this world need.
// A type of package protocol goes through its codec; params that are absent,
// null or [null] count as {}. Where the codec refuses (it knows no null for an
// optional enum, and no 1.0 for an integer), members that are null are dropped
// and whole numbers written as integers, and it is asked once more.
// A type with its own UnmarshalJSON decodes itself.
func Decode(raw []byte, v any) error {
	switch string(bytes.TrimSpace(raw)) {
	case "", "null", "[null]":
		raw = []byte("{}")
	}
	if own, ok := v.(json.Unmarshaler); ok {
		return own.UnmarshalJSON(raw)
	}
	err := protocol.Unmarshal(raw, v)
	if err == nil {
		return nil
	}
	decoder := json.NewDecoder(bytes.NewReader(raw))
	decoder.UseNumber()
	var value any
	if decoder.Decode(&value) != nil {
		return err
	}
	plain, merr := json.Marshal(simplify(value))
	if merr != nil || protocol.Unmarshal(plain, v) != nil {
		return err
	}
	return nil
}

// simplify drops the members that are null and writes whole numbers as
// integers, in depth.
func simplify(value any) any {
	switch value := value.(type) {
	case map[string]any:
		for name, member := range value {
			if member == nil {
				delete(value, name)
			} else {
				value[name] = simplify(member)
			}
		}
	case []any:
		for i := range value {
			value[i] = simplify(value[i])
		}
	case json.Number:
		if n, ok := wholeNumber(string(value)); ok {
			return json.Number(strconv.FormatInt(n, 10))
		}
	}
	return value
}

// wholeNumber returns the integer that a JSON number denotes, 1.0 and 1e2
// included.
func wholeNumber(number string) (int64, bool) {
	if n, err := strconv.ParseInt(number, 10, 64); err == nil {
		return n, true
	}
	f, err := strconv.ParseFloat(number, 64)
	if err != nil || f != math.Trunc(f) || math.Abs(f) >= 1<<53 {
		return 0, false
	}
	return int64(f), true
}

// decodeID decodes a request's id: a whole number or a string.
func decodeID(raw json.RawMessage) (jsonrpc2.ID, bool) {
	var text string
	if len(raw) > 0 && raw[0] == '"' && json.Unmarshal(raw, &text) == nil {
		return jsonrpc2.NewStringID(text), true
	}
	if n, ok := wholeNumber(string(raw)); ok {
		return jsonrpc2.NewNumberID(n), true
	}
	return jsonrpc2.ID{}, false
}
