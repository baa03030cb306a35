package main

import (
	"bytes"
	"crypto/sha256"
	"encoding/json"
	"fmt"
	"net"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync/atomic"
	"syscall"
	"time"
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

// becomes is what comes of what the hostile program tries.
var becomes = map[string]string{
	"behave":         "an honest update, for once: ones",
	"read-others":    "other shards, host files, processes: nothing is there to see",
	"network":        "TCP, UDP, DNS, metadata, local sockets: none can be made",
	"write-shard":    "its shard as an update of huge numbers: clipped to one contributor's weight, under the noise",
	"print":          "its shard on stdout and stderr: nobody reads them",
	"leave-files":    "for the next contributor's copy: gone before it starts",
	"leave-daemon":   "a process that outlives it: cannot be made",
	"leave-memory":   "shared memory for the next: cannot be made",
	"run-for-ever":   "killed inside its slot; counts as zeros",
	"fork-bomb":      "no process can be made, threads are counted; counts as zeros",
	"allocate":       "stopped at its memory limit; counts as zeros",
	"page-tables":    "memory that limits do not count: stopped; counts as zeros",
	"fill-disk":      "it has memory of fixed size, and no disk; counts as zeros",
	"crash-on-a-bit": "a crash counts as zeros, at the same time as any other",
	"too-long":       "not the declared size; counts as zeros",
	"too-short":      "not the declared size; counts as zeros",
	"not-a-number":   "not finite; counts as zeros",
	"symlink":        "cannot be made, and would not be followed; counts as zeros",
	"pipe":           "not a file; counts as zeros",
	"directory":      "not a file; counts as zeros",
	"unreadable":     "a file nobody may read: counts as what is in it, zeros",
}

// attempts counts how many contributors' copies of the hostile program tried what: each picks by the hash of its shard.
func (t *tale) attempts() (names []string, tried map[string]int, err error) {
	list, err := t.program("hostile", "-list")
	if err != nil {
		return nil, nil, err
	}
	names, tried = strings.Split(list, "\n"), map[string]int{}
	raw, err := os.ReadFile(t.rows.train)
	if err != nil {
		return nil, nil, err
	}
	hands := make([][]byte, contributors)
	n := 0
	for line := range bytes.Lines(raw) {
		hands[n%contributors] = append(append(hands[n%contributors], bytes.TrimRight(line, "\r\n")...), '\n')
		n++
	}
	for _, h := range hands {
		sum := sha256.Sum256(h)
		tried[names[int(sum[0])%len(names)]]++
	}
	return names, tried, nil
}

func (t *tale) hostile() error {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return err
	}
	defer l.Close()
	var calls atomic.Int64
	go func() {
		for {
			c, err := l.Accept()
			if err != nil {
				return
			}
			calls.Add(1)
			c.Close()
		}
	}()
	file, err := t.vary("hostile.json", map[string]any{
		"program": filepath.Join(t.bin, "hostile"), "rounds": 1, "sigma": 6, "params": map[string]any{"reach": []string{l.Addr().String()}},
	})
	if err != nil {
		return err
	}
	began := time.Now()
	if err := t.buy(file, "hostile"); err != nil {
		return err
	}
	var job struct {
		Stage   string
		Started int
		Spent   []int64
		Receipt struct{ Receipt struct{ Reserved []int64 } }
	}
	if err := t.read(&job, "jobs", t.jobs[len(t.jobs)-1]); err != nil {
		return err
	}
	names, tried, err := t.attempts()
	if err != nil {
		return err
	}
	note("what the contributors' copies tried, and what came of it:")
	for _, name := range names {
		note("  %3d x %-15s %s", tried[name], name, becomes[name])
	}
	left, err := survivors(filepath.Join(t.bin, "hostile"))
	if err != nil {
		return err
	}
	leaks, err := t.find([]byte(strings.Join(t.rows.fields[1], ", ")))
	if err != nil {
		return err
	}
	s, err := os.Stat(filepath.Join(t.dir, "hostile", "model.safetensors"))
	if err != nil {
		return err
	}
	note("seen from outside: %d connections at the listener it was told of, %d processes left, %d files with a record in them,", calls.Load(), left, leaks)
	note("a model of %d bytes as declared, and a charge of exactly what was quoted, after %s", s.Size(), time.Since(began).Round(time.Second))
	if calls.Load() != 0 || left != 0 || leaks != 0 || !slices.Equal(job.Spent, job.Receipt.Receipt.Reserved) {
		return fmt.Errorf("the hostile program got somewhere")
	}
	return nil
}

// survivors counts processes of this machine that are a copy of a program.
func survivors(program string) (n int, err error) {
	want, err := os.ReadFile(program)
	if err != nil {
		return 0, err
	}
	list, err := filepath.Glob("/proc/[0-9]*/exe")
	for _, p := range list {
		if s, err := os.Stat(p); err != nil || s.Size() != int64(len(want)) {
			continue
		}
		if b, err := os.ReadFile(p); err == nil && bytes.Equal(b, want) {
			n++
		}
	}
	return n, err
}

func (t *tale) refused() error {
	file, err := t.vary("greedy.json", map[string]any{"rounds": 200})
	if err != nil {
		return err
	}
	before, err := t.held()
	if err != nil {
		return err
	}
	if err := t.stage.refused(7, "run", file, "--dataset", t.dataset, "--wallet", "trainer", "--yes"); err != nil {
		return err
	}
	after, err := t.held()
	if err != nil {
		return err
	}
	if !slices.Equal(before, after) {
		return fmt.Errorf("the refused job changed the budget")
	}
	note("nothing was bought, nothing was charged")
	return nil
}

// held is what the first block of the budget holds, at each order.
func (t *tale) held() ([]int64, error) {
	var b struct {
		Blocks []struct{ Held, Committed []int64 }
	}
	err := t.read(&b, "budget", t.dataset)
	if err != nil || len(b.Blocks) == 0 {
		return nil, err
	}
	return append(b.Blocks[0].Held, b.Blocks[0].Committed...), nil
}

// running is how far a job is.
type running struct {
	Stage    string
	Fault    *struct{ Code string }
	Progress struct {
		Started, Done int
		Rounds        []string // digests of what finished rounds gave
	}
}

func (t *tale) failed() error {
	file, err := t.vary("long.json", map[string]any{"rounds": 2, "sigma": 6})
	if err != nil {
		return err
	}
	if _, err := t.run("run", file, "--dataset", t.dataset, "--wallet", "trainer", "--yes", "--detach"); err != nil {
		return err
	}
	id, err := t.latest()
	if err != nil {
		return err
	}
	var before running
	for before.Progress.Done < 1 || before.Progress.Started < 2 {
		if err := t.read(&before, "jobs", id); err != nil {
			return err
		}
		time.Sleep(100 * time.Millisecond)
	}
	time.Sleep(time.Second) // into the second round
	if err := t.end(syscall.SIGKILL); err != nil {
		return err
	}
	note("kill -9: the node is gone in the middle of round 2")
	if err := t.start(); err != nil {
		return err
	}
	note("started again; it goes on by itself")
	var after running
	for after.Stage != "Settled" {
		if err := t.read(&after, "jobs", id); err != nil {
			return err
		}
		time.Sleep(200 * time.Millisecond)
	}
	if after.Fault != nil || len(after.Progress.Rounds) != 2 || after.Progress.Rounds[0] != before.Progress.Rounds[0] {
		return fmt.Errorf("the job did not end as it began: %+v, then %+v", before, after)
	}
	note("round 1 before the kill: %s", before.Progress.Rounds[0])
	note("round 1 at the end:      %s", after.Progress.Rounds[0])
	if _, err := t.run("results", id, "--to", filepath.Join(t.dir, "long")); err != nil {
		return err
	}
	t.jobs = append(t.jobs, id)

	script := filepath.Join(t.dir, "script.sh")
	if err := os.WriteFile(script, []byte("#!/bin/sh\ncat /stint/model > /stint/out/update\n"), 0o755); err != nil {
		return err
	}
	if file, err = t.vary("script.json", map[string]any{"program": script, "rounds": 1, "sigma": 6}); err != nil {
		return err
	}
	note("a script, on a node that offers no interpreter, cannot start:")
	if err := t.stage.refused(8, "run", file, "--dataset", t.dataset, "--wallet", "trainer", "--yes"); err != nil {
		return err
	}
	if id, err = t.latest(); err != nil {
		return err
	}
	_, err = t.run("jobs", id)
	return err
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
