package index_test

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/core/types"
	"github.com/stintdao/stint/datatoken/index"
)

// raw opens an index's file as the database that it is.
func raw(t testing.TB, path string) *sql.DB {
	t.Helper()
	db, err := sql.Open("sqlite", (&url.URL{Scheme: "file", Path: path}).String())
	if err != nil {
		t.Fatal(err)
	}
	return db
}

// alter changes an index's file behind its back.
func alter(t testing.TB, path, query string) int64 {
	t.Helper()
	db := raw(t, path)
	defer db.Close()
	r, err := db.Exec(query)
	if err != nil {
		t.Fatal(err)
	}
	return must(r.RowsAffected())
}

func grown(n int) *fake {
	f := newFake()
	for i := range n {
		f.mine([]types.Log{{Address: ledger, Topics: []common.Hash{reserved, hash(fmt.Sprint("dataset", i%7)), hash(fmt.Sprint("job", i))}}})
	}
	return f
}

// TestOneAtATime: a second Index of one file is refused, in one process and in two, until the first is closed.
func TestOneAtATime(t *testing.T) {
	f := grown(10)
	path := file(t)
	x := open(t, path, config(f))
	if _, err := index.Open(path, config(f)); !errors.Is(err, index.ErrBusy) {
		t.Errorf("got %v, want ErrBusy", err)
	}
	if out := child(t, "open", path, "").wait(); !strings.Contains(out, index.ErrBusy.Error()) {
		t.Errorf("another process: got %q, want ErrBusy", out)
	}
	sync_(t, x)
	x.Close()
	if err := x.Sync(t.Context()); !errors.Is(err, index.ErrClosed) {
		t.Errorf("sync after close: got %v, want ErrClosed", err)
	}
	if _, err := x.Logs(t.Context(), ledger, nil); !errors.Is(err, index.ErrClosed) {
		t.Errorf("read after close: got %v, want ErrClosed", err)
	}
	if err := x.Close(); err != nil {
		t.Errorf("close after close: %v", err)
	}
	x = open(t, path, config(f))
	if n := len(must(x.Logs(t.Context(), ledger, nil))); n != 8 {
		t.Errorf("%d logs after opening again, want 8", n)
	}
}

// TestForeignFiles: what is not an index is refused and not touched, whatever it looks like.
func TestForeignFiles(t *testing.T) {
	other := file(t)
	alter(t, other, "CREATE TABLE invoices (total INTEGER)")
	for name, content := range map[string][]byte{
		"text":                  []byte("my only copy of the thesis\n"),
		"long text":             []byte(strings.Repeat("thesis ", 10_000)),
		"another database":      must(os.ReadFile(other)),
		"start of a database":   []byte("SQLite format 3\x00"),
		"database, first block": must(os.ReadFile(other))[:99],
		"zeroes":                make([]byte, 4096),
	} {
		t.Run(name, func(t *testing.T) {
			path := file(t)
			if err := os.WriteFile(path, content, 0o600); err != nil {
				t.Fatal(err)
			}
			if _, err := index.Open(path, config(newFake())); !errors.Is(err, index.ErrForeign) {
				t.Errorf("got %v, want ErrForeign", err)
			}
			if got := must(os.ReadFile(path)); !slices.Equal(got, content) {
				t.Error("file was changed")
			}
		})
	}
	if _, err := index.Open(t.TempDir(), config(newFake())); !errors.Is(err, index.ErrForeign) {
		t.Errorf("directory: got %v, want ErrForeign", err)
	}
}

// TestMadeAgain: a broken index, and one that holds something else than is asked for, is made again from nothing; any other is gone on with.
func TestMadeAgain(t *testing.T) {
	f := grown(500)
	f.final = 400
	fill := func(b byte, from, to int) func(*testing.T, string) {
		return func(t *testing.T, path string) {
			content := must(os.ReadFile(path))
			for i := from; i < min(to, len(content)); i++ {
				content[i] = b
			}
			if err := os.WriteFile(path, content, 0o600); err != nil {
				t.Fatal(err)
			}
		}
	}
	sqlOf := func(q string) func(*testing.T, string) { return func(t *testing.T, path string) { alter(t, path, q) } }
	nothing := func(*testing.T, string) {}
	for name, c := range map[string]struct {
		harm   func(*testing.T, string)
		cfg    func(*index.Config)
		keepIt bool
	}{
		"nothing":     {harm: nothing, keepIt: true},
		"other order": {harm: nothing, cfg: func(c *index.Config) { slices.Reverse(c.Addresses); slices.Reverse(c.Follow) }, keepIt: true},
		"said twice": {harm: nothing, cfg: func(c *index.Config) {
			c.Addresses = append(c.Addresses, ledger)
			c.Follow = append(c.Follow, rules[0])
		}, keepIt: true},
		"empty file":     {harm: func(t *testing.T, p string) { must(0, os.Truncate(p, 0)) }},
		"no file":        {harm: func(t *testing.T, p string) { must(0, os.Remove(p)) }},
		"page of ones":   {harm: fill(0xff, 4096, 8192)},
		"all but marked": {harm: fill(0, 100, 1<<30)},
		"cut in half":    {harm: func(t *testing.T, p string) { must(0, os.Truncate(p, must(os.Stat(p)).Size()/2)) }},
		"tables gone":    {harm: sqlOf("DROP TABLE meta")},
		"account gone":   {harm: sqlOf("DELETE FROM meta")},
		"other schema":   {harm: sqlOf("UPDATE meta SET schema = 99")},
		"other start":    {harm: nothing, cfg: func(c *index.Config) { c.Start = 100 }},
		"one more":       {harm: nothing, cfg: func(c *index.Config) { c.Addresses = append(c.Addresses, stranger) }},
		"one less":       {harm: nothing, cfg: func(c *index.Config) { c.Follow = c.Follow[:1] }},
		"other rule":     {harm: nothing, cfg: func(c *index.Config) { c.Follow[0].Topic = 1 }},
		"other events":   {harm: nothing, cfg: func(c *index.Config) { c.Follow[0].Keep = []common.Hash{transfer} }},
	} {
		t.Run(name, func(t *testing.T) {
			path := file(t)
			x := open(t, path, config(f))
			sync_(t, x)
			x.Close()
			c.harm(t, path)
			cfg := config(f)
			cfg.Addresses, cfg.Follow = slices.Clone(cfg.Addresses), slices.Clone(cfg.Follow)
			if c.cfg != nil {
				c.cfg(&cfg)
			}
			x = open(t, path, cfg)
			_, err := x.Head(t.Context())
			if kept := err == nil; kept != c.keepIt {
				t.Errorf("kept: %v (%v), want %v", kept, err, c.keepIt)
			}
			if !c.keepIt && !errors.Is(err, index.ErrEmpty) {
				t.Errorf("got %v, want ErrEmpty", err)
			}
			sync_(t, x)
			if a, b := digest(t, x), rebuilt(t, cfg); a != b {
				t.Error("digest is not the one from nothing")
			}
		})
	}
}

// TestBadConfig: what no index can be made of is refused before anything is written.
func TestBadConfig(t *testing.T) {
	for name, harm := range map[string]func(*index.Config){
		"no node":             func(c *index.Config) { c.Node = nil },
		"no chain":            func(c *index.Config) { c.ChainID = 0 },
		"no contracts":        func(c *index.Config) { c.Addresses = nil },
		"start past the end":  func(c *index.Config) { c.Start = 1 << 63 },
		"factory not kept":    func(c *index.Config) { c.Follow[0].Factory = stranger },
		"no event":            func(c *index.Config) { c.Follow[0].Event = common.Hash{} },
		"first topic":         func(c *index.Config) { c.Follow[0].Topic = -1 },
		"fifth topic":         func(c *index.Config) { c.Follow[0].Topic = 4 },
		"word before data":    func(c *index.Config) { c.Follow[1].Word = -1 },
		"word far after data": func(c *index.Config) { c.Follow[1].Word = 1 << 40 },
		"nothing to keep":     func(c *index.Config) { c.Follow[1].Keep = nil },
	} {
		t.Run(name, func(t *testing.T) {
			dir := t.TempDir()
			cfg := config(newFake())
			cfg.Follow = slices.Clone(cfg.Follow)
			harm(&cfg)
			if _, err := index.Open(filepath.Join(dir, "x"), cfg); !errors.Is(err, index.ErrConfig) {
				t.Errorf("got %v, want ErrConfig", err)
			}
			if left := must(os.ReadDir(dir)); len(left) > 0 {
				t.Errorf("%v was written", left)
			}
		})
	}
}

// TestStrangePaths: a path may hold what has a meaning in a URI.
func TestStrangePaths(t *testing.T) {
	f := grown(10)
	dir := t.TempDir()
	for _, name := range []string{"a b", "a?b=c", "a#b", "a%20b", "ünï", "a;b&c"} {
		x := open(t, filepath.Join(dir, name), config(f))
		sync_(t, x)
		if _, err := os.Stat(filepath.Join(dir, name)); err != nil {
			t.Error(err)
		}
	}
}

// TestSnapshot: several questions see one head, and answers of that head, while the chain is read on and undone.
func TestSnapshot(t *testing.T) {
	f := grown(50)
	cfg := config(f)
	x := open(t, file(t), cfg)
	if _, err := x.Snapshot(t.Context()); !errors.Is(err, index.ErrEmpty) {
		t.Errorf("before the first block: got %v, want ErrEmpty", err)
	}
	sync_(t, x)
	s := must(x.Snapshot(t.Context()))
	before, sum := kept(t, s, cfg), must(s.Digest(t.Context()))
	f.drop(20)
	for range 100 {
		f.mine([]types.Log{{Address: ledger}})
	}
	sync_(t, x)
	if d := diff(before, kept(t, s, cfg)); d != "" {
		t.Errorf("snapshot changed:\n%s", d)
	}
	if must(s.Digest(t.Context())) != sum || s.Head().Number != 50 {
		t.Error("snapshot changed")
	}
	if err := s.Close(); err != nil {
		t.Error(err)
	}
	if err := s.Close(); err != nil {
		t.Errorf("close after close: %v", err)
	}
	agrees(t, x, f, cfg)
}

// TestReadersWhileWriting: readers see, at every moment, exactly the chain up to the head they are told.
func TestReadersWhileWriting(t *testing.T) {
	f := newFake()
	cfg := config(f)
	x := open(t, file(t), cfg)
	r := random(t, 5)
	for range 10 {
		f.mine(happenings(r))
	}
	sync_(t, x)
	ctx, cancel := context.WithCancel(t.Context())
	var wg sync.WaitGroup
	for range 4 {
		wg.Go(func() {
			for n := 0; ctx.Err() == nil || n == 0; n++ {
				s, err := x.Snapshot(t.Context())
				if err != nil {
					t.Error(err)
					return
				}
				logs, err := s.Logs(t.Context(), ledger, nil)
				if err != nil {
					t.Error(err)
				}
				var want []types.Log
				f.mu.Lock()
				for at := f.known[s.Head().Hash]; at != nil && at.header.Number.Uint64() >= cfg.Start; at = f.known[at.header.ParentHash] {
					for _, l := range slices.Backward(at.logs) {
						if l.Address == ledger {
							want = append(want, l)
						}
					}
				}
				f.mu.Unlock()
				slices.Reverse(want)
				if d := diff(append([]types.Log{}, want...), logs); d != "" {
					t.Errorf("at head %d (-chain +index):\n%s", s.Head().Number, d)
				}
				s.Close()
			}
		})
	}
	for range 150 {
		d := r.IntN(9)
		f.drop(min(d, int(f.head().Number.Uint64())-5))
		for range d + 1 {
			f.mine(happenings(r))
		}
		sync_(t, x)
	}
	cancel()
	wg.Wait()
	agrees(t, x, f, cfg)
}

// TestQuestionsUseAnIndex: no question that chain clients ask looks at all logs of the file.
func TestQuestionsUseAnIndex(t *testing.T) {
	path := file(t)
	x := open(t, path, config(grown(5)))
	sync_(t, x)
	x.Close()
	db := raw(t, path)
	defer db.Close()
	for question, want := range map[string]string{
		"l.topic0 = x'01'":                                               "logs_by_topic2 (address=? AND topic0=?)",
		"l.topic0 = x'01' AND l.topic1 = x'02'":                          "logs_by_topic1 (address=? AND topic1=? AND topic0=?)",
		"l.topic0 = x'01' AND l.topic1 IS NOT NULL AND l.topic2 = x'02'": "logs_by_topic2 (address=? AND topic0=? AND topic2=?)",
		"l.topic0 IS NOT NULL AND l.topic1 = x'02'":                      "logs_by_topic1 (address=? AND topic1=?",
	} {
		rows, err := db.Query("EXPLAIN QUERY PLAN SELECT l.data FROM logs l CROSS JOIN blocks b ON b.number = l.block WHERE l.address = x'00' AND " +
			question + " ORDER BY l.block, l.idx")
		if err != nil {
			t.Fatal(err)
		}
		var plan []string
		for rows.Next() {
			var a, b, c int
			var line string
			if err := rows.Scan(&a, &b, &c, &line); err != nil {
				t.Fatal(err)
			}
			plan = append(plan, line)
		}
		if err := rows.Err(); err != nil {
			t.Fatal(err)
		}
		if !strings.Contains(plan[0], want) {
			t.Errorf("%s: %q, want %s", question, plan, want)
		}
	}
}
