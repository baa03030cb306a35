package c2d_test

import (
	"bytes"
	"crypto/rand"
	"encoding/json"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/gowebpki/jcs"

	"github.com/stintdao/stint/c2d"
	"github.com/stintdao/stint/storage"
)

func manifest() c2d.Manifest {
	return c2d.Manifest{
		Stint: 1, Name: "people", Format: "csv", Unit: "contributor", Epsilon: 8_000_000, Delta: 1_000_000, MaxRows: 5,
		Columns: []c2d.Column{{Name: "age", Kind: "integer", Min: 1, Max: 120}, {Name: "sex", Kind: "category", Values: []string{"f", "m"}}, {Name: "town", Kind: "text"}},
	}
}

func archive() c2d.Manifest {
	m := manifest()
	m.Format, m.Columns, m.MaxRows, m.Files = "tar", nil, 0, []c2d.Files{{Name: "images/*.png", Type: "image/png"}}
	return m
}

func newIdentity(t *testing.T) storage.Identity {
	t.Helper()
	id, err := storage.NewIdentity(rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	return id
}

// TestFlaws: each mistake is found where it is, and nothing else is called one.
func TestFlaws(t *testing.T) {
	id := newIdentity(t)
	secret, err := id.Secret()
	if err != nil {
		t.Fatal(err)
	}
	key, other := id.Recipient().String(), newIdentity(t).Recipient().String()
	rai := func(r c2d.Responsible) func(*c2d.Manifest) { return func(m *c2d.Manifest) { m.Responsible = &r } }
	column := func(c c2d.Column) func(*c2d.Manifest) { return func(m *c2d.Manifest) { m.Columns[0] = c } }
	file := func(f c2d.Files) func(*c2d.Manifest) {
		return func(m *c2d.Manifest) { *m = archive(); m.Files = append(m.Files, f) }
	}
	for name, tc := range map[string]struct {
		change func(*c2d.Manifest)
		at     []string // paths of flaws
	}{
		"nothing":               {func(*c2d.Manifest) {}, nil},
		"an archive":            {func(m *c2d.Manifest) { *m = archive() }, nil},
		"another version":       {func(m *c2d.Manifest) { m.Stint = 2 }, []string{"stint"}},
		"no name":               {func(m *c2d.Manifest) { m.Name = "" }, []string{"name"}},
		"SPDX":                  {func(m *c2d.Manifest) { m.License = "GPL-2.0-only WITH Classpath-exception-2.0" }, nil},
		"address of a licence":  {func(m *c2d.Manifest) { m.License = "https://example.org/licence" }, nil},
		"licence in words":      {func(m *c2d.Manifest) { m.License = "ask me" }, []string{"license"}},
		"licence by javascript": {func(m *c2d.Manifest) { m.License = "javascript:alert(1)" }, []string{"license"}},
		"creators": {func(m *c2d.Manifest) {
			m.Creators = []c2d.Creator{{Name: "Ada"}, {Name: "B", URL: "https://b.example"}}
		}, nil},
		"creator without a name":   {func(m *c2d.Manifest) { m.Creators = []c2d.Creator{{Name: " "}} }, []string{"creators[0].name"}},
		"creator at no address":    {func(m *c2d.Manifest) { m.Creators = []c2d.Creator{{Name: "A", URL: "b.example"}} }, []string{"creators[0].url"}},
		"page with a password":     {func(m *c2d.Manifest) { m.URL = "https://me:pw@example.org" }, []string{"url"}},
		"file as page":             {func(m *c2d.Manifest) { m.URL = "file:///etc/passwd" }, []string{"url"}},
		"empty keyword":            {func(m *c2d.Manifest) { m.Keywords = []string{"a", ""} }, []string{"keywords[1]"}},
		"many keywords":            {func(m *c2d.Manifest) { m.Keywords = slices.Repeat([]string{"a"}, 300) }, []string{"keywords"}},
		"keyword with a line end":  {func(m *c2d.Manifest) { m.Keywords = []string{"a\nb"} }, []string{"keywords[0]"}},
		"terminal tricks":          {func(m *c2d.Manifest) { m.Description = "\x1b[2J" }, []string{"description"}},
		"two lines":                {func(m *c2d.Manifest) { m.Description = "a\nb\tc" }, nil},
		"long description":         {func(m *c2d.Manifest) { m.Description = strings.Repeat("x", 20_000) }, []string{"description"}},
		"a private key":            {func(m *c2d.Manifest) { m.CiteAs = "key: " + secret }, []string{"citeAs"}},
		"version":                  {func(m *c2d.Manifest) { m.Version = "1.20.3" }, nil},
		"version in words":         {func(m *c2d.Manifest) { m.Version = "v1" }, []string{"version"}},
		"day":                      {func(m *c2d.Manifest) { m.DatePublished = "2026-02-28" }, nil},
		"day that is none":         {func(m *c2d.Manifest) { m.DatePublished = "2026-02-30" }, []string{"datePublished"}},
		"responsible":              {rai(c2d.Responsible{DataBiases: []string{"a"}, DataCollectionTimeframe: []string{"2026-01-01", "2026-01-31"}}), nil},
		"time runs backwards":      {rai(c2d.Responsible{DataCollectionTimeframe: []string{"2026-01-31", "2026-01-01"}}), []string{"rai.dataCollectionTimeframe"}},
		"three days":               {rai(c2d.Responsible{DataCollectionTimeframe: slices.Repeat([]string{"2026-01-31"}, 3)}), []string{"rai.dataCollectionTimeframe"}},
		"tricks in a list":         {rai(c2d.Responsible{DataBiases: []string{"a", "\x00"}}), []string{"rai.dataBiases[1]"}},
		"tricks in a text":         {rai(c2d.Responsible{DataSocialImpact: "\x07"}), []string{"rai.dataSocialImpact"}},
		"recovery":                 {func(m *c2d.Manifest) { m.Recovery = []string{key, other} }, nil},
		"recovery by a secret":     {func(m *c2d.Manifest) { m.Recovery = []string{key, secret} }, []string{"recovery[1]"}},
		"recovery by nobody":       {func(m *c2d.Manifest) { m.Recovery = []string{key[:len(key)-1]} }, []string{"recovery[0]"}},
		"recovery twice":           {func(m *c2d.Manifest) { m.Recovery = []string{key, other, key} }, []string{"recovery[2]"}},
		"format":                   {func(m *c2d.Manifest) { m.Format = "orc" }, []string{"format"}},
		"no columns":               {func(m *c2d.Manifest) { m.Columns = nil }, []string{"columns"}},
		"same column":              {func(m *c2d.Manifest) { m.Columns[1].Name = "age" }, []string{"columns[1].name"}},
		"bounds":                   {column(c2d.Column{Name: "a", Kind: "integer", Min: 5, Max: 5}), []string{"columns[0].min"}},
		"wide bounds":              {column(c2d.Column{Name: "a", Kind: "integer", Max: 1<<40 + 1}), []string{"columns[0].min"}},
		"integer with values":      {column(c2d.Column{Name: "a", Kind: "integer", Max: 5, Values: []string{"1"}}), []string{"columns[0].values"}},
		"integer with a shape":     {column(c2d.Column{Name: "a", Kind: "integer", Max: 5, Weights: []uint32{0, 1, 2, 1, 0, 0}}), nil},
		"more parts than numbers":  {column(c2d.Column{Name: "a", Kind: "integer", Max: 1, Weights: []uint32{1, 1, 1}}), []string{"columns[0].weights"}},
		"nothing has weight":       {column(c2d.Column{Name: "a", Kind: "integer", Max: 5, Weights: []uint32{0, 0}}), []string{"columns[0].weights"}},
		"too much weight":          {column(c2d.Column{Name: "a", Kind: "integer", Max: 5, Weights: []uint32{1, 1_000_001}}), []string{"columns[0].weights[1]"}},
		"category without values":  {column(c2d.Column{Name: "a", Kind: "category"}), []string{"columns[0].values"}},
		"category with bounds":     {column(c2d.Column{Name: "a", Kind: "category", Values: []string{"a"}, Max: 5}), []string{"columns[0].min"}},
		"one value twice":          {column(c2d.Column{Name: "a", Kind: "category", Values: []string{"a", "a"}}), []string{"columns[0].values[1]"}},
		"value that never matches": {column(c2d.Column{Name: "a", Kind: "category", Values: []string{" a"}}), []string{"columns[0].values[0]"}},
		"value of two lines":       {column(c2d.Column{Name: "a", Kind: "category", Values: []string{"a\nb"}}), []string{"columns[0].values[0]"}},
		"a weight for each value":  {column(c2d.Column{Name: "a", Kind: "category", Values: []string{"a", "b"}, Weights: []uint32{0, 3}}), nil},
		"a weight too few":         {column(c2d.Column{Name: "a", Kind: "category", Values: []string{"a", "b"}, Weights: []uint32{3}}), []string{"columns[0].weights"}},
		"text with values":         {column(c2d.Column{Name: "a", Kind: "text", Values: []string{"a"}}), []string{"columns[0].values"}},
		"kind":                     {column(c2d.Column{Name: "a", Kind: "float"}), []string{"columns[0].kind"}},
		"files without an archive": {func(m *c2d.Manifest) { m.Files = archive().Files }, []string{"files"}},
		"files out of the archive": {file(c2d.Files{Name: "../*.png", Type: "image/png"}), []string{"files[1].name"}},
		"files from the root":      {file(c2d.Files{Name: "/etc/*", Type: "image/png"}), []string{"files[1].name"}},
		"files with two stars":     {file(c2d.Files{Name: "*/*.png", Type: "image/png"}), []string{"files[1].name"}},
		"files of no type":         {file(c2d.Files{Name: "a/*.png", Type: "png"}), []string{"files[1].type"}},
		"the same files":           {file(c2d.Files{Name: "images/*.png", Type: "image/png"}), []string{"files[1].name"}},
		"unit":                     {func(m *c2d.Manifest) { m.Unit = "record" }, []string{"unit"}},
		"no epsilon":               {func(m *c2d.Manifest) { m.Epsilon = 0 }, []string{"epsilon"}},
		"no delta":                 {func(m *c2d.Manifest) { m.Delta = 0 }, []string{"epsilon"}},
		"no maxRows":               {func(m *c2d.Manifest) { m.MaxRows = 0 }, []string{"maxRows"}},
		"several":                  {func(m *c2d.Manifest) { m.Name, m.Unit, m.MaxRows = "", "", 0 }, []string{"name", "maxRows", "unit"}},
		"too long in all": {func(m *c2d.Manifest) {
			m.Responsible = &c2d.Responsible{DataBiases: slices.Repeat([]string{strings.Repeat("x", 16_000)}, 70)}
		}, []string{""}},
	} {
		t.Run(name, func(t *testing.T) {
			m := manifest()
			tc.change(&m)
			var at []string
			for _, f := range m.Flaws() {
				if f.Sentence == "" || f.Next == "" || f.Advice {
					t.Errorf("%+v", f)
				}
				if strings.Contains(f.String()+f.Next, secret) {
					t.Error("the secret is repeated")
				}
				at = append(at, f.Path)
			}
			if d := cmp.Diff(tc.at, at); d != "" {
				t.Errorf("flaws (-want +got):\n%s\n%+v", d, m.Flaws())
			}
			if err := m.Check(); (err == nil) != (len(tc.at) == 0) || err != nil && !c2d.IsRefusal(err, c2d.BadRequest) {
				t.Errorf("check: %v", err)
			}
			keys, err := m.RecoveryKeys()
			if bad := len(tc.at) > 0 && strings.HasPrefix(tc.at[0], "recovery"); (err != nil) != bad || !bad && len(keys) != len(m.Recovery) {
				t.Errorf("recovery keys: %d, %v", len(keys), err)
			}
		})
	}
}

// TestCanonical: the canonical form is RFC 8785's, and reads back as itself.
func TestCanonical(t *testing.T) {
	m := manifest()
	m.Description, m.Keywords = "<&> \u2028 é 😀 \"", []string{}
	b := m.Canonical()
	if again, err := jcs.Transform(b); err != nil || !bytes.Equal(again, b) {
		t.Errorf("canonical form of the canonical form: %s, %v", again, err)
	}
	if !bytes.HasPrefix(b, []byte(`{"columns":[{"kind":"integer","max":120,"min":1,"name":"age"},`)) || !bytes.Contains(b, []byte("<&> \u2028 é 😀 \\\"")) {
		t.Errorf("%s", b)
	}
	back, err := c2d.ParseManifest(bytes.NewReader(b))
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(back.Canonical(), b) || back.Keywords != nil {
		t.Errorf("reads back as %+v", back)
	}
	pretty, err := json.MarshalIndent(m, "", "  ")
	if err != nil {
		t.Fatal(err)
	}
	if back, err = c2d.ParseManifest(bytes.NewReader(pretty)); err != nil || !bytes.Equal(back.Canonical(), b) {
		t.Errorf("as a person writes it: %v", err)
	}
}
