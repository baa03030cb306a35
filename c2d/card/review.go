package card

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"reflect"
	"slices"
	"strings"

	"github.com/stintdao/stint/c2d"
	"github.com/stintdao/stint/privacy"
)

// Review reads a manifest that a person wrote, and says everything that is wrong with it at once, then what would make it better (Flaw.Advice). The manifest is what
// could be understood of it; it is acceptable if no flaw is more than advice.
func Review(b []byte) (c2d.Manifest, []c2d.Flaw) {
	var m c2d.Manifest
	if len(b) > c2d.MaxManifest {
		return m, []c2d.Flaw{{Sentence: fmt.Sprintf("it is larger than %d bytes", c2d.MaxManifest), Next: "shorten descriptions and lists of values"}}
	}
	var syntax *json.SyntaxError
	if err := json.Unmarshal(b, new(any)); errors.As(err, &syntax) {
		line := 1 + bytes.Count(b[:min(int(syntax.Offset), len(b))], []byte{'\n'})
		return m, []c2d.Flaw{{Sentence: fmt.Sprintf("line %d: it is not JSON: %v", line, err), Next: "correct the line, or the one before"}}
	}
	var out []c2d.Flaw
	misread(b, reflect.TypeFor[c2d.Manifest](), "", &out)
	_ = json.Unmarshal(b, &m) // what does not fit was reported, and the rest is read all the same
	for _, f := range m.Flaws() {
		if !slices.ContainsFunc(out, func(o c2d.Flaw) bool { return o.Path == "" || covers(o.Path, f.Path) || covers(f.Path, o.Path) }) {
			out = append(out, f)
		}
	}
	return m, append(out, advice(m)...)
}

// covers reports whether a path is another, or inside of it.
func covers(outer, inner string) bool {
	rest, ok := strings.CutPrefix(inner, outer)
	return ok && (rest == "" || rest[0] == '.' || rest[0] == '[')
}

// misread reports what of a JSON value does not fit a type: unknown, misspelled and repeated fields, and values of another kind.
func misread(b []byte, t reflect.Type, path string, out *[]c2d.Flaw) {
	add := func(path, next, sentence string, args ...any) {
		*out = append(*out, c2d.Flaw{Path: path, Sentence: fmt.Sprintf(sentence, args...), Next: next})
	}
	if t.Kind() == reflect.Pointer {
		t = t.Elem()
	}
	b = bytes.TrimSpace(b)
	switch {
	case string(b) == "null":
		add(path, "fill it in, or take it out", "is null")
	case t.Kind() == reflect.Struct && b[0] == '{':
		fields := map[string]reflect.Type{}
		for i := range t.NumField() {
			name, _, _ := strings.Cut(t.Field(i).Tag.Get("json"), ",")
			fields[name] = t.Field(i).Type
		}
		seen := map[string]bool{}
		members(b, func(name string, value []byte) {
			at := strings.TrimPrefix(path+"."+name, ".")
			inner, ok := fields[name]
			switch {
			case !ok:
				next := "take it out"
				if near := nearest(name, fields); near != "" {
					next = "did you mean " + near + "?"
				}
				add(shorten(at), next, "is no field of a manifest")
			case seen[name]:
				add(at, "leave one of them", "is there twice")
			default:
				misread(value, inner, at, out)
			}
			seen[name] = true
		})
	case t.Kind() == reflect.Slice && b[0] == '[':
		var list []json.RawMessage
		if json.Unmarshal(b, &list) != nil {
			return // cannot be: the whole document was read
		}
		for i, v := range list {
			misread(v, t.Elem(), fmt.Sprintf("%s[%d]", path, i), out)
		}
	default:
		if err := json.Unmarshal(b, reflect.New(t).Interface()); err != nil {
			want, next := "text", "put it in double quotes"
			switch {
			case t.Kind() == reflect.Struct:
				want, next = "an object", "write {…}"
			case t.Kind() == reflect.Slice:
				want, next = "a list", "write […]"
			case t.Kind() == reflect.Bool:
				want, next = "true or false", "write true or false, without quotes"
			case t.Kind() != reflect.String:
				want, next = "a whole number", "write digits, without quotes, fraction or exponent"
			}
			if t == reflect.TypeFor[privacy.Micros]() {
				next = "write millionths: 8000000 is an ε of 8"
			}
			if t == reflect.TypeFor[privacy.Delta]() {
				next = "write units of 1e-12: 1000000 is a δ of 1e-6"
			}
			add(path, next, "is %.40s, want %s", b, want)
		}
	}
}

// members calls use for each member of a JSON object, in order, repeated ones too.
func members(b []byte, use func(name string, value []byte)) {
	d := json.NewDecoder(bytes.NewReader(b))
	if _, err := d.Token(); err != nil {
		return
	}
	for d.More() {
		name, err := d.Token()
		if err != nil {
			return
		}
		var value json.RawMessage
		if d.Decode(&value) != nil {
			return
		}
		use(name.(string), value)
	}
}

// nearest is the field that a misspelled name was meant to be, if there is one.
func nearest(name string, fields map[string]reflect.Type) string {
	plain := func(s string) string {
		return strings.NewReplacer("_", "", "-", "", "licence", "license", "rai:", "").Replace(strings.ToLower(s))
	}
	var names []string
	for f := range fields {
		names = append(names, f)
	}
	slices.Sort(names)
	for _, f := range names {
		a, b := plain(name), plain(f)
		if a == b || len(a) > 3 && (a+"s" == b || b+"s" == a || edits(a, b) <= 2) {
			return f
		}
	}
	return ""
}

// edits is how many characters have to be changed, added or taken out to make b of a; names that are long are as far apart as they are long.
func edits(a, b string) int {
	if len(a) > 64 || len(b) > 64 {
		return max(len(a), len(b))
	}
	row := make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i := range len(a) {
		diagonal := row[0]
		row[0] = i + 1
		for j := range len(b) {
			cost := diagonal
			if a[i] != b[j] {
				cost = 1 + min(diagonal, row[j], row[j+1])
			}
			diagonal, row[j+1] = row[j+1], cost
		}
	}
	return row[len(b)]
}

func shorten(s string) string {
	if len(s) <= 120 {
		return strings.ToValidUTF8(s, "?")
	}
	return strings.ToValidUTF8(s[:120], "?") + "…"
}

// known are the licences of most public data.
var known = []string{
	"CC0-1.0", "CC-BY-4.0", "CC-BY-SA-4.0", "CC-BY-NC-4.0", "CC-BY-NC-SA-4.0", "CC-BY-ND-4.0", "CC-BY-NC-ND-4.0", "CC-BY-3.0", "CC-BY-SA-3.0", "CC-PDDC",
	"ODbL-1.0", "ODC-By-1.0", "PDDL-1.0", "CDLA-Permissive-1.0", "CDLA-Permissive-2.0", "CDLA-Sharing-1.0", "C-UDA-1.0", "O-UDA-1.0", "OGL-UK-3.0",
	"DL-DE-BY-2.0", "DL-DE-ZERO-2.0", "etalab-2.0", "NLOD-2.0", "GFDL-1.3-only", "Apache-2.0", "MIT", "BSD-3-Clause",
}

// advice is what an acceptable manifest lacks.
func advice(m c2d.Manifest) []c2d.Flaw {
	var out []c2d.Flaw
	add := func(when bool, path, next, sentence string, args ...any) {
		if when {
			out = append(out, c2d.Flaw{Path: path, Sentence: fmt.Sprintf(sentence, args...), Next: next, Advice: true})
		}
	}
	missing := func(when bool, path, next string) { add(when, path, next, "is missing") }
	missing(m.Description == "", "description", "say in a few sentences what a record is, and of whom")
	missing(m.License == "", "license", "name what people may do with what they learn, such as CC-BY-4.0")
	add(m.License != "" && !strings.ContainsAny(m.License, ": ") && !slices.Contains(known, m.License), "license", "compare it with https://spdx.org/licenses", "%.60q is not among the licences usual for data", m.License)
	missing(len(m.Creators) == 0, "creators", `name who made the data: [{"name": "…"}]`)
	missing(m.URL == "", "url", "give a page on which people read about the dataset")
	missing(len(m.Keywords) == 0, "keywords", "give a few, so that the dataset is found")
	missing(m.CiteAs == "", "citeAs", "say how to cite it")
	missing(m.Version == "", "version", "write 1.0.0")
	missing(m.DatePublished == "", "datePublished", "write the day, such as 2026-01-31")
	r := m.Responsible
	if r == nil {
		r = &c2d.Responsible{}
	}
	missing(r.DataCollection == "", "rai.dataCollection", "say how the data was collected")
	missing(len(r.PersonalSensitiveInformation) == 0, "rai.personalSensitiveInformation", `say what personal and sensitive facts records hold, or ["none"]`)
	missing(len(r.DataBiases) == 0, "rai.dataBiases", "say who or what is over- or underrepresented")
	missing(len(r.DataUseCases) == 0, "rai.dataUseCases", "say what it is good for, and what not")
	missing(len(r.DataLimitations) == 0, "rai.dataLimitations", "say what it cannot tell")
	missing(r.DataSocialImpact == "", "rai.dataSocialImpact", "say whom it may help or harm")
	missing(len(m.Recovery) == 0, "recovery", "name a key of the DAO's, or shards are lost with the node's key")
	add(m.Format == "tar" && len(m.Files) == 0, "files", `say what an archive holds: [{"name": "images/*.png", "type": "image/png"}]`, "is missing")
	add(m.Epsilon > 10*privacy.One && m.Epsilon <= privacy.MaxEpsilon, "epsilon", "10000000 (ε = 10) or less is usual", "is %d: little of a contributor's privacy is left once the budget is spent", m.Epsilon)
	add(m.Delta > 10_000_000, "delta", "1000000 (δ = 1e-6) is usual: well below one divided by the number of contributors", "is %d: with that probability, in units of 1e-12, the guarantee fails", m.Delta)
	silent := 0
	for _, c := range m.Columns {
		if c.Description == "" {
			silent++
		}
	}
	add(silent > 0, "columns", "say what each means, and its unit", "have no description: %d of %d", silent, len(m.Columns))
	for i, c := range m.Columns {
		at := fmt.Sprintf("columns[%d]", i)
		add(c.Kind == "integer" && c.Max-c.Min > 1<<32, at+".max", "narrow the bounds: noise grows with them", "and min are far apart")
	}
	return out
}

// Errors counts the flaws for which a manifest is refused.
func Errors(list []c2d.Flaw) (n int) {
	for _, f := range list {
		if !f.Advice {
			n++
		}
	}
	return n
}
