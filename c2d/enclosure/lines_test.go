package enclosure

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/stintdao/stint/c2d"
)

// read lists the records of a shard that fit columns().
func read(format string, plain []byte) (out []string) {
	readers[format](c2d.Manifest{Columns: columns()}, plain, func(r *record) bool {
		out = append(out, fmt.Sprintf("%d|%s|%s", r.numbers[0], r.texts[1], r.texts[2]))
		return true
	})
	return out
}

func TestReadCSV(t *testing.T) {
	for name, tc := range map[string]struct {
		plain string
		want  []string
	}{
		"plain":              {"1,a,b\n2,c,d\n", []string{"1|a|b", "2|c|d"}},
		"no line end":        {"1,a,b", []string{"1|a|b"}},
		"other line end":     {"1,a,b\r\n2,a,b\r\n", []string{"1|a|b", "2|a|b"}},
		"spaces":             {"  1 ,\ta b , c  \n", []string{"1|a b|c"}},
		"blank lines":        {"\n  \n1,a,b\n\n", []string{"1|a|b"}},
		"quotes":             {`1,"a, b","c ""d"""` + "\n" + `"2" , " x " , y`, []string{`1|a, b|c "d"`, "2|x|y"}},
		"quotes inside":      {`1,a"b,"c"d"` + "\n", []string{`1|a"b|c"d`}},
		"never closed":       {"1,a,\"b, c\n2,a,b\n", []string{`1|a|b, c`, "2|a|b"}},
		"closed in the next": {"1,a,\"b\nc\"\n2,a,b\n", []string{"1|a|b", "2|a|b"}},
		"empty texts":        {"1,,\n", []string{"1||"}},
		"signs":              {"-1,a,b\n+2,a,b\n", []string{"-1|a|b", "2|a|b"}},
		"too few":            {"1,a\n1\n", nil},
		"too many":           {"1,a,b,\n1,a,b,c\n", nil},
		"no integers":        {",a,b\n1.5,a,b\n1e3,a,b\n0x1,a,b\n9223372036854775808,a,b\nx,a,b\n", nil},
		"bytes":              {"1,\xff,\x00\n", []string{"1|\xff|\x00"}},
		"too long":           {"1,a," + strings.Repeat("b", maxLine) + "\n2,a,b", []string{"2|a|b"}},
	} {
		t.Run(name, func(t *testing.T) {
			if got := read("csv", []byte(tc.plain)); !slices.Equal(got, tc.want) {
				t.Errorf("read %q, want %q", got, tc.want)
			}
		})
	}
}

func TestReadJSONL(t *testing.T) {
	for name, tc := range map[string]struct {
		plain string
		want  []string
	}{
		"plain":          {`{"age":1,"work":"a","note":"b"}` + "\n" + `{"note":"d","work":"c","age":-2}`, []string{"1|a|b", "-2|c|d"}},
		"spaces":         {"  { \"age\" : 1 , \"work\" : \" a \", \"note\":\"\"}\r\n\n", []string{"1| a |"}},
		"other fields":   {`{"age":1,"work":"a","note":"b","x":{"age":[2]},"Age":3}`, []string{"1|a|b"}},
		"escapes":        {`{"age":1,"work":"\u0061\"","note":"\\é\ud800"}`, []string{"1|a\"|\\é\ufffd"}},
		"twice":          {`{"age":1,"work":"a","note":"b","age":2}`, []string{"2|a|b"}},
		"missing":        {`{"age":1,"work":"a"}` + "\n{}\n", nil},
		"null":           {`{"age":1,"work":"a","note":null}` + "\nnull\n" + `{"age":null,"work":"a","note":""}`, nil},
		"other types":    {`{"age":"1","work":"a","note":"b"}` + "\n" + `{"age":1,"work":2,"note":"b"}` + "\n" + `{"age":true,"work":"a","note":"b"}`, nil},
		"no integers":    {`{"age":1.0,"work":"a","note":"b"}` + "\n" + `{"age":1e2,"work":"a","note":"b"}` + "\n" + `{"age":9223372036854775808,"work":"a","note":"b"}`, nil},
		"not an object":  {"[1,\"a\",\"b\"]\n1\n\"x\"\n", nil},
		"broken lines":   {"{\"age\":1\n" + `{"age":1,"work":"a","note":"b"}x` + "\n" + `{"age":1,"work":"a","note":"b"}`, []string{"1|a|b"}},
		"not UTF-8":      {"{\"age\":1,\"work\":\"a\",\"note\":\"\xff\"}", nil},
		"deep":           {strings.Repeat("[", 500_000) + "\n" + `{"age":1,"work":"a","note":"b"}`, []string{"1|a|b"}},
		"too long":       {`{"age":1,"work":"a","note":"` + strings.Repeat("b", maxLine) + `"}`, nil},
		"over two lines": {"{\"age\":1,\n\"work\":\"a\",\"note\":\"b\"}", nil},
	} {
		t.Run(name, func(t *testing.T) {
			if got := read("jsonl", []byte(tc.plain)); !slices.Equal(got, tc.want) {
				t.Errorf("read %q, want %q", got, tc.want)
			}
		})
	}
}

// TestLinesReadBack: what usual writers write is read as it was.
func TestLinesReadBack(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	letters := []rune("ab ,\"'\\;é{}[]:\t<>&")
	text := func() string {
		var b strings.Builder
		for range r.IntN(8) {
			b.WriteRune(letters[r.IntN(len(letters))])
		}
		return strings.TrimSpace(b.String())
	}
	var lines, objects bytes.Buffer
	w, e := csv.NewWriter(&lines), json.NewEncoder(&objects)
	var want []string
	for range 2000 {
		age, work, note := int64(r.Uint64()), text(), text()
		want = append(want, fmt.Sprintf("%d|%s|%s", age, work, note))
		if err := w.Write([]string{fmt.Sprint(age), work, note}); err != nil {
			t.Fatal(err)
		}
		if err := e.Encode(map[string]any{"age": age, "work": work, "note": note, "other": text()}); err != nil {
			t.Fatal(err)
		}
	}
	w.Flush()
	if got := read("csv", lines.Bytes()); !slices.Equal(got, want) {
		t.Errorf("csv differs")
	}
	if got := read("jsonl", objects.Bytes()); !slices.Equal(got, want) {
		t.Errorf("jsonl differs")
	}
}
