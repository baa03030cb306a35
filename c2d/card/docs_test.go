package card

import (
	"os"
	"reflect"
	"regexp"
	"strings"
	"testing"

	"github.com/stintdao/stint/c2d"
	"github.com/stintdao/stint/c2d/c2dtest"
)

// TestDocs: docs/card.md names every field that there is and every property that is written, and its example is a good card.
func TestDocs(t *testing.T) {
	b, err := os.ReadFile("../../docs/card.md")
	if err != nil {
		t.Fatal(err)
	}
	doc := string(b)
	var fields func(reflect.Type)
	fields = func(of reflect.Type) {
		for of.Kind() == reflect.Slice || of.Kind() == reflect.Pointer {
			of = of.Elem()
		}
		if of.Kind() != reflect.Struct {
			return
		}
		for f := range of.Fields() {
			if name, _, _ := strings.Cut(f.Tag.Get("json"), ","); !strings.Contains(doc, "`"+name+"`") {
				t.Errorf("no word of %s", name)
			}
			fields(f.Type)
		}
	}
	fields(reflect.TypeFor[c2d.Manifest]())

	v := &c2dtest.Vault{}
	for _, d := range described(t, v) {
		text, err := Croissant(d, place)
		if err != nil {
			t.Fatal(err)
		}
		for _, p := range regexp.MustCompile(`"stint:(\w+)":`).FindAllStringSubmatch(string(text), -1) {
			if !strings.Contains(doc, "`"+p[1]+"`") {
				t.Errorf("no word of property %s", p[1])
			}
		}
	}
	_, example, _ := strings.Cut(doc, "```json\n")
	example, _, _ = strings.Cut(example, "```")
	if _, flaws := Review([]byte(example)); len(flaws) != 1 || flaws[0].Path != "recovery" {
		t.Errorf("the example: %+v", flaws)
	}
}
