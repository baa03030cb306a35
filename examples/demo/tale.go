package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
)

// tale is the story, and what its scenes have to remember.
type tale struct {
	*stage
	rows    records
	dataset string
	jobs    []string // that released something
}

// note says something about what was just shown.
func note(format string, args ...any) { fmt.Printf("  %s\n", fmt.Sprintf(format, args...)) }

// example is the path of a file of the repository's examples, from where the demo's programs are.
func (t *tale) example(name string) string { return filepath.Join(t.bin, "..", "examples", name) }

func (t *tale) publish() error {
	if err := t.start(); err != nil {
		return err
	}
	note("a node is running: development chain, IPFS store, sandboxes; its log is in %s", filepath.Base(t.log))
	if _, err := t.run("wallet", "new", "publisher", "-o", "id"); err != nil {
		return err
	}
	if _, err := t.run("wallet", "fund", "publisher"); err != nil {
		return err
	}
	if _, err := t.run("publish", "--manifest", t.example("adult/manifest.json"), "--price", "query=5", "--price", "isolate=20", "--wallet", "publisher"); err != nil {
		return err
	}
	var list []struct{ ID string }
	if err := t.read(&list, "datasets"); err != nil {
		return err
	}
	if len(list) != 1 {
		return fmt.Errorf("the node knows %d datasets, want 1", len(list))
	}
	t.dataset = list[0].ID
	return nil
}

func (t *tale) contribute() error {
	if _, err := t.run("wallet", "new", "people", "--count", strconv.Itoa(contributors), "-o", "id"); err != nil {
		return err
	}
	if _, err := t.run("contribute", "--dataset", t.dataset, "--data", t.rows.train, "--wallet", "people", "--split", strconv.Itoa(contributors),
		"--curator", "publisher", "--copy", filepath.Join(t.dir, "copies")); err != nil {
		return err
	}
	leaks, err := t.find(bytes.TrimSpace([]byte(strings.Join(t.rows.fields[0], ", "))))
	if err != nil {
		return err
	}
	note("the first record, searched for in everything the node keeps: found %d times", leaks)
	if leaks != 0 {
		return fmt.Errorf("plain records are on the node's disk")
	}
	return nil
}

// find counts the files of the node, its copies and its log that contain something.
func (t *tale) find(what []byte) (n int, err error) {
	for _, root := range []string{filepath.Join(t.dir, "node"), filepath.Join(t.dir, "copies"), t.log} {
		err = filepath.WalkDir(root, func(path string, d os.DirEntry, err error) error {
			if err != nil || !d.Type().IsRegular() {
				return err
			}
			b, err := os.ReadFile(path)
			if os.IsNotExist(err) {
				return nil // a file the node just replaced
			}
			if bytes.Contains(b, what) {
				n++
			}
			return err
		})
		if err != nil {
			return n, err
		}
	}
	return n, nil
}

func (t *tale) budget() error {
	_, err := t.run("budget", t.dataset)
	return err
}

func (t *tale) query() error {
	if _, err := t.run("wallet", "new", "trainer", "-o", "id"); err != nil {
		return err
	}
	if _, err := t.run("wallet", "fund", "trainer"); err != nil {
		return err
	}
	if _, err := t.run("quote", t.example("adult/query.json"), "--dataset", t.dataset); err != nil {
		return err
	}
	if err := t.buy(t.example("adult/query.json"), "answers"); err != nil {
		return err
	}
	var doc struct {
		Answers []struct {
			Name      string
			Counts    []estimate
			Mean      *estimate
			Quantiles []estimate
		}
	}
	raw, err := os.ReadFile(filepath.Join(t.dir, "answers", "answers.json"))
	if err != nil {
		return err
	}
	if err := json.Unmarshal(raw, &doc); err != nil {
		return err
	}
	note("private answers, with 95 %% intervals, beside the truth that nobody in the story can see:")
	for _, a := range doc.Answers {
		for _, c := range a.Counts {
			if c.Value > 2000 {
				note("  %-22s %6d  [%d, %d]   true %d", c.Of, c.Value, c.Low, c.High, t.count(3, c.Of))
			}
		}
		if a.Mean != nil {
			note("  %-22s %6.2f  [%.2f, %.2f]   true %.2f", a.Name, float64(a.Mean.Value)/1e6, float64(a.Mean.Low)/1e6, float64(a.Mean.High)/1e6, t.mean(12))
		}
		for i, q := range a.Quantiles {
			note("  %-22s %6d  [%d, %d]   true %d", fmt.Sprintf("age, quartile %d", i+1), q.Value, q.Low, q.High, t.quantile(0, i+1))
		}
	}
	return nil
}

// estimate is a number with an interval.
type estimate struct {
	Of               string
	Value, Low, High int64
}

func (t *tale) count(column int, value string) (n int) {
	for _, f := range t.rows.fields {
		if f[column] == value {
			n++
		}
	}
	return n
}

func (t *tale) numbers(column int) (out []int) {
	for _, f := range t.rows.fields {
		if v, err := strconv.Atoi(f[column]); err == nil {
			out = append(out, v)
		}
	}
	return out
}

func (t *tale) mean(column int) float64 {
	sum := 0
	list := t.numbers(column)
	for _, v := range list {
		sum += v
	}
	return float64(sum) / float64(len(list))
}

func (t *tale) quantile(column, quarter int) int {
	list := t.numbers(column)
	slices.Sort(list)
	return list[len(list)*quarter/4]
}

// buy runs a job to its end and fetches its results.
func (t *tale) buy(file, to string) error {
	if _, err := t.run("run", file, "--dataset", t.dataset, "--wallet", "trainer", "--yes", "--to", filepath.Join(t.dir, to)); err != nil {
		return err
	}
	id, err := t.latest()
	t.jobs = append(t.jobs, id)
	return err
}

func (t *tale) latest() (string, error) {
	var list []struct{ ID string }
	if err := t.read(&list, "jobs"); err != nil {
		return "", err
	}
	if len(list) == 0 {
		return "", fmt.Errorf("the node has no jobs")
	}
	return list[len(list)-1].ID, nil
}

// program writes a job file that differs from the example in a few fields, and returns its path.
func (t *tale) vary(name string, change map[string]any) (string, error) {
	raw, err := os.ReadFile(t.example("adult/isolate.json"))
	if err != nil {
		return "", err
	}
	var doc map[string]any
	if err := json.Unmarshal(raw, &doc); err != nil {
		return "", err
	}
	isolate := doc["isolate"].(map[string]any)
	isolate["program"] = filepath.Join(t.bin, "logreg")
	isolate["params"] = t.example("logreg/params.json")
	for k, v := range change {
		isolate[k] = v
	}
	if raw, err = json.MarshalIndent(doc, "", "  "); err != nil {
		return "", err
	}
	path := filepath.Join(t.dir, name)
	return path, os.WriteFile(path, raw, 0o644)
}

func (t *tale) isolate() error {
	file, err := t.vary("train.json", nil)
	if err != nil {
		return err
	}
	if err := t.buy(file, "model"); err != nil {
		return err
	}
	params := t.example("logreg/params.json")
	private, err := t.program("logreg", "-eval", "-model", filepath.Join(t.dir, "model", "model.safetensors"), "-test", t.rows.test, "-params", params)
	if err != nil {
		return err
	}
	pooled, err := t.program("logreg", "-pooled", "-train", t.rows.train, "-test", t.rows.test, "-params", params)
	if err != nil {
		return err
	}
	note("released model:                    %s", private)
	note("without privacy, on pooled rows:   %s", pooled)
	return nil
}

func (t *tale) money() error {
	for i := range 2 {
		if _, err := t.run("royalties", "claim", t.dataset, "--wallet", "people", "--index", strconv.Itoa(i)); err != nil {
			return err
		}
	}
	_, err := t.run("royalties", t.dataset)
	return err
}

func (t *tale) evidence() error {
	bundle := filepath.Join(t.dir, "evidence.json")
	if _, err := t.run("verify", t.jobs[1], "--save", bundle, "--results", filepath.Join(t.dir, "model")); err != nil {
		return err
	}
	raw, err := os.ReadFile(bundle)
	if err != nil {
		return err
	}
	forged := bytes.Replace(raw, []byte(`"started": 3`), []byte(`"started": 2`), 1)
	if bytes.Equal(raw, forged) {
		return fmt.Errorf("there is nothing to forge in the evidence")
	}
	if err := os.WriteFile(bundle, forged, 0o644); err != nil {
		return err
	}
	note("now somebody writes into the receipt that fewer rounds ran:")
	if err := t.stage.refused(12, "verify", t.jobs[1], "--bundle", bundle); err != nil {
		return err
	}
	if _, err := t.run("budget", t.dataset); err != nil {
		return err
	}
	_, err = t.run("jobs")
	return err
}
