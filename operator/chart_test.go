package operator

import (
	"encoding/json"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/prometheus/client_golang/prometheus"
	"sigs.k8s.io/yaml"
)

func chartFile(t *testing.T, name string) []byte {
	t.Helper()
	b, err := os.ReadFile(filepath.Join("..", "charts", "stint", name))
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// TestChartValues: every value of the chart is in its schema, and everything that the schema names is a value.
func TestChartValues(t *testing.T) {
	type schema struct {
		Type        string             `json:"type"`
		Ref         string             `json:"$ref"`
		Closed      any                `json:"additionalProperties"`
		Properties  map[string]*schema `json:"properties"`
		Definitions map[string]*schema `json:"definitions"`
	}
	var top schema
	if err := json.Unmarshal(chartFile(t, "values.schema.json"), &top); err != nil {
		t.Fatal(err)
	}
	var values map[string]any
	if err := yaml.Unmarshal(chartFile(t, "values.yaml"), &values); err != nil {
		t.Fatal(err)
	}
	kinds := func(v any) string {
		switch v.(type) {
		case map[string]any:
			return "object"
		case []any:
			return "array"
		case string:
			return "string"
		case bool:
			return "boolean"
		}
		return "integer"
	}
	n := 0
	var walk func(at string, s *schema, v map[string]any)
	walk = func(at string, s *schema, v map[string]any) {
		if s.Closed != false {
			t.Errorf("%s: the schema lets in what nothing reads", at)
		}
		for name, x := range v {
			p := s.Properties[name]
			if p == nil {
				t.Errorf("%s.%s is not in the schema", at, name)
				continue
			}
			if p.Ref != "" {
				p = top.Definitions[strings.TrimPrefix(p.Ref, "#/definitions/")]
			}
			if n++; p == nil || p.Type != kinds(x) {
				t.Errorf("%s.%s is another thing in the schema", at, name)
				continue
			}
			if inner, ok := x.(map[string]any); ok && p.Closed == false {
				walk(at+"."+name, p, inner)
			}
		}
		for name := range s.Properties {
			if _, ok := v[name]; !ok && name != "global" && at != ".operator.resources" {
				t.Errorf("%s.%s is in the schema and is no value", at, name)
			}
		}
	}
	walk("", &top, values)
	if n < 30 {
		t.Fatalf("only %d values found: the walk is broken", n)
	}
}

// TestChartMetrics: the dashboard and the alerts ask for metrics that there are.
func TestChartMetrics(t *testing.T) {
	r := prometheus.NewPedanticRegistry()
	m := NewMetrics(r)
	have, described := map[string]bool{}, make(chan *prometheus.Desc, 64)
	for _, c := range []prometheus.Collector{m.Jobs, m.Stages, m.Advance, m.KeysReleased, m.SealFailures, m.Refused, m.StartSeconds} {
		c.Describe(described)
	}
	close(described)
	named := regexp.MustCompile(`fqName: "([a-z_]+)"`)
	for d := range described {
		have[named.FindStringSubmatch(d.String())[1]] = true
	}
	asked := 0
	for _, file := range []string{"alerts.yaml", filepath.Join("dashboards", "stint.json")} {
		for _, name := range regexp.MustCompile(`\bstint_[a-z_]+`).FindAllString(string(chartFile(t, file)), -1) {
			asked++
			base := name
			for _, part := range []string{"_bucket", "_count", "_sum"} {
				base = strings.TrimSuffix(base, part)
			}
			if !have[name] && !have[base] {
				t.Errorf("%s asks for %s, which there is not", file, name)
			}
		}
	}
	if asked < 15 {
		t.Fatalf("only %d metrics found: the search is broken", asked)
	}
}

// TestChartRoles: nothing is allowed by a wildcard, and nothing lists or reads Secrets but the operator's own.
func TestChartRoles(t *testing.T) {
	rules := 0
	for _, document := range strings.Split(string(chartFile(t, filepath.Join("templates", "rbac.yaml"))), "\n---\n") {
		_, text, ok := strings.Cut(document, "\nrules:\n")
		if !ok {
			continue
		}
		var list []struct {
			APIGroups     []string `json:"apiGroups"`
			Resources     []string `json:"resources"`
			ResourceNames []string `json:"resourceNames"`
			Verbs         []string `json:"verbs"`
		}
		if err := yaml.Unmarshal([]byte(text), &list); err != nil {
			t.Fatal(err)
		}
		for _, rule := range list {
			rules++
			all := strings.Join(append(append(append([]string{}, rule.APIGroups...), rule.Resources...), rule.Verbs...), " ")
			if strings.ContainsAny(all, "*") {
				t.Errorf("a wildcard: %s", all)
			}
			for _, verb := range rule.Verbs {
				reads := verb == "get" || verb == "list" || verb == "watch"
				if strings.Contains(all, "secrets") && (reads && len(rule.ResourceNames) == 0 || verb == "list" || verb == "watch" || verb == "delete") {
					t.Errorf("%s of Secrets: %s", verb, all)
				}
				if verb == "escalate" || verb == "bind" || verb == "impersonate" {
					t.Errorf("%s: %s", verb, all)
				}
			}
		}
	}
	if rules < 15 {
		t.Fatalf("only %d rules found: the search is broken", rules)
	}
}
