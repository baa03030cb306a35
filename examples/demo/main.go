package main

import (
	"bytes"
	"context"
	"errors"
	"flag"
	"fmt"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"strings"
	"syscall"
	"time"
)

// contributors is how many people the rows are divided among.
const contributors = 400

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	if err := run(ctx); err != nil {
		fmt.Fprintln(os.Stderr, "\ndemo:", err)
		os.Exit(1)
	}
}

func run(ctx context.Context) error {
	data := flag.String("data", "", "CSV of records; none makes a synthetic dataset")
	test := flag.String("test", "", "CSV to measure the model on; none sets every fifth record aside")
	dir := flag.String("dir", ".demo", "directory to play in; it is emptied first")
	only := flag.Bool("records-only", false, "make the records, and tell no story")
	flag.Parse()
	began := time.Now()
	exe, err := os.Executable()
	if err != nil {
		return err
	}
	work, err := filepath.Abs(*dir)
	if err != nil {
		return err
	}
	if err := os.RemoveAll(work); err != nil {
		return err
	}
	if *only {
		if err := os.MkdirAll(work, 0o700); err != nil {
			return err
		}
		_, err := prepare(work, *data, *test)
		return err
	}
	s, err := newStage(ctx, filepath.Dir(exe), work)
	if err != nil {
		return err
	}
	defer s.end(syscall.SIGKILL)
	rows, err := prepare(work, *data, *test)
	if err != nil {
		return err
	}
	fmt.Printf("%d records of %d contributors; state, wallets and results are in %s\n", rows.count, contributors, *dir)
	t := &tale{stage: s, rows: rows}
	for i, scene := range []struct {
		title string
		play  func() error
	}{
		{"Publish: a dataset, its datatokens and its privacy budget go on chain", t.publish},
		{"Contribute: each of 400 people seals a shard; the node's IPFS store gets ciphertext only", t.contribute},
		{"Budget: what may still be learned", t.budget},
		{"Query job: statistics with noise, and a quote before paying", t.query},
		{"Isolate job: a program nobody has seen trains a model, and never sees two people at once", t.isolate},
		{"Hostile job: a program that does everything it must not", t.hostile},
		{"Refused job: more than the budget has left", t.refused},
		{"Failed jobs: the node is killed in the middle of one; another cannot start", t.failed},
		{"Money: what was paid is what arrived, to the unit", t.money},
		{"Evidence: every number can be checked offline", t.evidence},
	} {
		fmt.Printf("\n%d. %s\n", i+1, scene.title)
		if err := scene.play(); err != nil {
			return fmt.Errorf("%s: %w", strings.ToLower(strings.SplitN(scene.title, ":", 2)[0]), err)
		}
	}
	if err := s.end(syscall.SIGTERM); err != nil {
		return err
	}
	fmt.Printf("\nAll of it in %s. Nothing is left running; %s can be deleted.\n", time.Since(began).Round(time.Second), *dir)
	return nil
}

// records are the plain rows of the story: those that are sealed, and those that nobody trains on.
type records struct {
	train, test string // files
	count       int
	fields      [][]string // of the training rows
}

func prepare(dir, data, test string) (records, error) {
	raw := synthetic(32_561, 1)
	if data != "" {
		var err error
		if raw, err = os.ReadFile(data); err != nil {
			return records{}, err
		}
	}
	var train, held bytes.Buffer
	r := records{train: filepath.Join(dir, "train.csv"), test: filepath.Join(dir, "test.csv")}
	n := 0
	for line := range strings.Lines(string(raw)) {
		if strings.TrimSpace(line) == "" {
			continue
		}
		if n++; test == "" && n%5 == 0 {
			held.WriteString(line)
			continue
		}
		train.WriteString(line)
		fields := strings.Split(line, ",")
		for i := range fields {
			fields[i] = strings.TrimSpace(fields[i])
		}
		r.fields = append(r.fields, fields)
	}
	if r.count = len(r.fields); r.count < contributors {
		return r, fmt.Errorf("%d records are too few for %d contributors", r.count, contributors)
	}
	if test != "" {
		raw, err := os.ReadFile(test)
		if err != nil {
			return r, err
		}
		held.Write(raw)
	}
	return r, errors.Join(os.WriteFile(r.train, train.Bytes(), 0o600), os.WriteFile(r.test, held.Bytes(), 0o600))
}

// program runs one of the other programs and returns what it prints.
func (s *stage) program(name string, args ...string) (string, error) {
	out, err := exec.CommandContext(s.ctx, filepath.Join(s.bin, name), args...).CombinedOutput()
	if err != nil {
		return "", fmt.Errorf("%s: %w\n%s", name, err, out)
	}
	return strings.TrimSpace(string(out)), nil
}
