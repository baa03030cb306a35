package main

import (
	"bytes"
	"crypto/sha256"
	"fmt"
	"net"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync/atomic"
	"syscall"
	"time"
)

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
	if err := os.WriteFile(script, []byte("#!/bin/sh\ncat \"$STINT_MODEL\" > \"$STINT_UPDATE\"\n"), 0o755); err != nil {
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
