package c2d

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"regexp"
	"slices"

	"github.com/stintdao/stint/privacy"
)

// Limits of a manifest: generous for people, small enough that a hostile one costs nothing.
const (
	maxManifest = 1 << 20
	maxColumns  = 4096
	maxValues   = 4096
)

var namePattern = regexp.MustCompile(`^[A-Za-z0-9][A-Za-z0-9 ._/-]{0,127}$`)

// Canonical is the one JSON form of the manifest: what is stored, and what its content address is of.
func (m Manifest) Canonical() []byte {
	b, err := json.Marshal(m)
	if err != nil {
		panic("manifest: " + err.Error()) // cannot happen: every field marshals
	}
	return b
}

// ParseManifest reads a manifest, refusing unknown fields, trailing text and anything Check refuses.
func ParseManifest(r io.Reader) (Manifest, error) {
	var m Manifest
	if err := decodeStrict(r, maxManifest, &m); err != nil {
		return Manifest{}, Refuse(BadRequest, "correct the manifest and try again", "the manifest cannot be read: %v", err)
	}
	return m, m.Check()
}

// Check refuses a manifest that does not describe a dataset.
func (m Manifest) Check() error {
	bad := func(format string, args ...any) error {
		return Refuse(BadRequest, "correct the manifest and try again", "the manifest is not acceptable: "+format, args...)
	}
	switch {
	case m.Stint != 1:
		return bad("stint is %d, want 1", m.Stint)
	case !namePattern.MatchString(m.Name):
		return bad("name must be 1 to 128 letters, digits, spaces and . _ / -")
	case len(m.Description) > 16<<10 || len(m.License) > 256:
		return bad("description or license is too long")
	case !slices.Contains(Formats, m.Format):
		return bad("format %.40q is not supported, only %q", m.Format, Formats)
	case m.Unit != "contributor":
		return bad("unit %.40q is not supported, only \"contributor\"", m.Unit)
	case len(m.Columns) == 0 || len(m.Columns) > maxColumns:
		return bad("it has %d columns, want 1 to %d", len(m.Columns), maxColumns)
	case m.MaxRows == 0:
		return bad("maxRows must say how many rows of one contributor a query may count")
	}
	if _, err := privacy.Caps(m.Epsilon, m.Delta, privacy.DefaultOrder); err != nil {
		return bad("%v", err)
	}
	seen := map[string]bool{}
	for i, c := range m.Columns {
		switch {
		case !namePattern.MatchString(c.Name) || seen[c.Name]:
			return bad("column %d: name must be unique, 1 to 128 letters, digits, spaces and . _ / -", i+1)
		case c.Kind == "integer" && (c.Min >= c.Max || c.Max > 1<<40 || c.Min < -(1<<40)):
			return bad("column %q: want min < max within ±2^40", c.Name)
		case c.Kind == "category" && (len(c.Values) == 0 || len(c.Values) > maxValues):
			return bad("column %q: want 1 to %d values", c.Name, maxValues)
		case c.Kind != "integer" && c.Kind != "category" && c.Kind != "text":
			return bad("column %q: kind must be integer, category or text", c.Name)
		}
		seen[c.Name] = true
		values := map[string]bool{}
		for _, v := range c.Values {
			if values[v] || len(v) > 256 {
				return bad("column %q: values must be unique and at most 256 bytes", c.Name)
			}
			values[v] = true
		}
	}
	return nil
}

// decodeStrict reads exactly one JSON value of at most limit bytes into v and refuses fields v does not have.
func decodeStrict(r io.Reader, limit int64, v any) error {
	b, err := io.ReadAll(io.LimitReader(r, limit+1))
	if err != nil {
		return err
	}
	if int64(len(b)) > limit {
		return fmt.Errorf("it is larger than %d bytes", limit)
	}
	d := json.NewDecoder(bytes.NewReader(b))
	d.DisallowUnknownFields()
	if err := d.Decode(v); err != nil {
		return err
	}
	if _, err := d.Token(); err != io.EOF {
		return fmt.Errorf("something follows the document")
	}
	return nil
}
