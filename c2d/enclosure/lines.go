package enclosure

import (
	"bytes"
	"encoding/json"
	"strconv"
	"unicode/utf8"

	"github.com/stintdao/stint/c2d"
)

// maxLine bounds one record of a format of lines; a longer line is passed over.
const maxLine = 1 << 20

// readCSV reads comma-separated lines without a header. Spaces around values are no part of them; a value in double quotes may hold commas, and
// quotes written twice. A record never goes on in the next line. It fits if it has as many values as the manifest has columns, and those of
// integer columns are integers of 64 bits.
func readCSV(m c2d.Manifest, plain []byte, use func(*record) bool) {
	r := newRecord(m)
	for line := range bytes.Lines(plain) {
		if line = bytes.TrimSpace(line); len(line) == 0 || len(line) > maxLine {
			continue
		}
		if r.fromCSV(m, line) && !use(r) {
			return
		}
	}
}

func (r *record) fromCSV(m c2d.Manifest, line []byte) bool {
	more := true
	for i, c := range m.Columns {
		if !more {
			return false
		}
		var value []byte
		value, line, more = cutCSV(line)
		if c.Kind != "integer" {
			r.texts[i] = value
			continue
		}
		v, err := strconv.ParseInt(string(value), 10, 64)
		if err != nil {
			return false
		}
		r.numbers[i] = v
	}
	return !more
}

// cutCSV returns the first value of a line and what follows; more says whether another value does. A quote that is closed by none, or stands inside
// a value, is a character like others.
func cutCSV(line []byte) (value, rest []byte, more bool) {
	line = bytes.TrimLeft(line, " \t")
	if len(line) == 0 || line[0] != '"' {
		value, rest, more = bytes.Cut(line, []byte{','})
		return bytes.TrimSpace(value), rest, more
	}
	doubled := false
	for i := 1; i < len(line); i++ {
		if line[i] != '"' {
			continue
		}
		if i+1 < len(line) && line[i+1] == '"' {
			doubled = true
			i++
			continue
		}
		rest = bytes.TrimLeft(line[i+1:], " \t")
		if len(rest) > 0 && rest[0] != ',' {
			continue
		}
		value = line[1:i]
		if doubled {
			value = bytes.ReplaceAll(value, []byte(`""`), []byte(`"`))
		}
		if len(rest) > 0 {
			return bytes.TrimSpace(value), rest[1:], true
		}
		return bytes.TrimSpace(value), nil, false
	}
	return bytes.TrimSpace(line[1:]), nil, false
}

// readJSONL reads one JSON object a line. A record fits if it has a field for each column, named exactly as the column is: a whole number of 64 bits,
// written without fraction and exponent, for an integer, and a string for any other. Of a field that is there twice, the last counts.
func readJSONL(m c2d.Manifest, plain []byte, use func(*record) bool) {
	r := newRecord(m)
	for line := range bytes.Lines(plain) {
		if len(line) > maxLine || !utf8.Valid(line) {
			continue
		}
		if r.fromJSON(m, line) && !use(r) {
			return
		}
	}
}

func (r *record) fromJSON(m c2d.Manifest, line []byte) bool {
	var fields map[string]json.RawMessage
	if json.Unmarshal(line, &fields) != nil {
		return false
	}
	for i, c := range m.Columns {
		raw := fields[c.Name]
		if c.Kind == "integer" {
			v, err := strconv.ParseInt(string(raw), 10, 64)
			if err != nil {
				return false
			}
			r.numbers[i] = v
			continue
		}
		if len(raw) == 0 || raw[0] != '"' {
			return false
		}
		if bytes.IndexByte(raw, '\\') < 0 {
			r.texts[i] = raw[1 : len(raw)-1]
			continue
		}
		var text string
		if json.Unmarshal(raw, &text) != nil {
			return false
		}
		r.texts[i] = []byte(text)
	}
	return true
}
