package main

import (
	"archive/tar"
	"bytes"
	"context"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	mathrand "math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"testing/iotest"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/stintdao/stint/c2d"
	"github.com/stintdao/stint/c2d/enclosure"
	"github.com/stintdao/stint/c2d/web"
	"github.com/stintdao/stint/datatoken"
	"github.com/stintdao/stint/datatoken/chain"
	"github.com/stintdao/stint/storage"
	"github.com/stintdao/stint/storage/dir"
	"github.com/stintdao/stint/storage/storagetest"
)

func TestDeal(t *testing.T) {
	for name, tc := range map[string]struct {
		raw  string
		n    int
		want []string // nil is a refusal
	}{
		"one person":               {"a\nb\nc\n", 1, []string{"a\nb\nc\n"}},
		"in turn":                  {"a\nb\nc\nd\ne\n", 2, []string{"a\nc\ne\n", "b\nd\n"}},
		"no end of line":           {"a\nb", 2, []string{"a\n", "b\n"}},
		"ends of DOS":              {"a\r\nb\r\n", 2, []string{"a\n", "b\n"}},
		"blank lines do not count": {"\n\na\n  \n\t\r\nb\n\n", 2, []string{"a\n", "b\n"}},
		"spaces in records stay":   {" a, b \n", 1, []string{" a, b \n"}},
		"nothing":                  {"", 1, nil},
		"blank":                    {"\n \n", 1, nil},
		"too few":                  {"a\nb\n", 3, nil},
	} {
		t.Run(name, func(t *testing.T) {
			hands, err := deal(strings.NewReader(tc.raw), tc.n)
			if tc.want == nil {
				if !c2d.IsRefusal(err, c2d.BadRequest) {
					t.Fatalf("got %v, want a refusal with code %s", err, c2d.BadRequest)
				}
				return
			}
			if err != nil {
				t.Fatal(err)
			}
			var got []string
			for _, h := range hands {
				data := given(t, h)
				if h.rows != uint64(strings.Count(data, "\n")) {
					t.Errorf("%d rows counted in %q", h.rows, data)
				}
				got = append(got, data)
			}
			if d := cmp.Diff(tc.want, got); d != "" {
				t.Error(d)
			}
		})
	}
}

// given is what a hand holds, which must be as long, and be called, as it says, however often it is read.
func given(t *testing.T, h hand) string {
	t.Helper()
	io.CopyN(io.Discard, h.open(), 3)
	b, err := io.ReadAll(h.open())
	if err != nil || int64(len(b)) != h.size || sha256.Sum256(b) != h.digest {
		t.Fatalf("%d bytes, error %v, want %d, or they are called something else", len(b), err, h.size)
	}
	return string(b)
}

// TestLongRecords: a record longer than any buffer is a record, and one that is longer than all sense is refused before it fills the memory.
func TestLongRecords(t *testing.T) {
	long := strings.Repeat("x", 600_000)
	hands, err := deal(strings.NewReader("a\n"+long+"\r\n\n"+strings.Repeat(" ", 600_000)+"\nb\n"+long), 2)
	if err != nil {
		t.Fatal(err)
	}
	if got := given(t, hands[0]) + "|" + given(t, hands[1]); got != "a\nb\n|"+long+"\n"+long+"\n" {
		t.Errorf("%d bytes", len(got))
	}
	endless := &counter{r: zeros{}}
	if _, err := deal(endless, 1); !c2d.IsRefusal(err, c2d.BadRequest) || endless.n > 2*maxLine {
		t.Errorf("%d bytes read, error %v", endless.n, err)
	}
}

// TestHandsOf: what a person gives is read as the dataset's format wants it, and counted, and what it cannot be is refused before anything is sealed.
func TestHandsOf(t *testing.T) {
	ages := []c2d.Column{{Name: "age", Kind: "integer", Max: 100}}
	var archive bytes.Buffer
	w := tar.NewWriter(&archive)
	for _, h := range []tar.Header{{Name: "./d/", Typeflag: tar.TypeDir, Mode: 0o755}, {Name: "./d/a", Mode: 0o644, Size: 2}, {Name: "./b", Mode: 0o644, Size: 2}} {
		if err := w.WriteHeader(&h); err != nil {
			t.Fatal(err)
		}
		w.Write([]byte("ab")[:h.Size])
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	var linked bytes.Buffer
	w = tar.NewWriter(&linked)
	if err := errors.Join(w.WriteHeader(&tar.Header{Name: "passwords", Typeflag: tar.TypeSymlink, Linkname: "/etc/shadow"}), w.Close()); err != nil {
		t.Fatal(err)
	}
	for name, tc := range map[string]struct {
		format string
		files  map[string]string // one that is called "" is the data itself
		skip   bool
		people int
		rows   uint64
		want   string // unless it is empty
		says   string // of a refusal
	}{
		"a file of lines":               {"csv", map[string]string{"": "1\r\n\n2"}, false, 1, 2, "1\n2\n", ""},
		"a directory of lines":          {"csv", map[string]string{"b.csv": "2", "a.csv": "1\n\n", "c/d.csv": "3"}, false, 1, 3, "1\n2\n3\n", ""},
		"of other names":                {"csv", map[string]string{"a.csv": "1", "b.txt": "2"}, false, 1, 0, "", "b.txt"},
		"of other names, left out":      {"csv", map[string]string{"a.csv": "1", "b.txt": "2"}, true, 1, 1, "1\n", ""},
		"nothing":                       {"jsonl", map[string]string{"": " \n"}, false, 1, 0, "", "0 records"},
		"an empty directory":            {"jsonl", map[string]string{"d/": ""}, false, 1, 0, "", "0 records"},
		"an archive":                    {"tar", map[string]string{"": archive.String()}, false, 1, 2, archive.String(), ""},
		"a directory to pack":           {"tar", map[string]string{"d/a": "ab", "b": "ab", "e/": ""}, false, 1, 2, "", ""},
		"an empty one to pack":          {"tar", map[string]string{"e/": ""}, false, 1, 0, "", "0 records"},
		"what is no archive":            {"tar", map[string]string{"": strings.Repeat("1, 2, 3\n", 999)}, false, 1, 0, "", "damaged or cut at its start"},
		"an archive that is cut":        {"tar", map[string]string{"": archive.String()[:archive.Len()-600]}, false, 1, 0, "", "damaged or cut"},
		"an archive with a link":        {"tar", map[string]string{"": linked.String()}, false, 1, 0, "", `"passwords" is a symbolic link`},
		"an archive for two":            {"tar", map[string]string{"": archive.String()}, false, 2, 0, "", "cannot be dealt"},
		"Parquet that is none":          {"parquet", map[string]string{"": "PAR1PAR1"}, false, 1, 0, "", "0 records"},
		"a directory of Parquet":        {"parquet", map[string]string{"a.parquet": "PAR1"}, false, 1, 0, "", "is a directory"},
		"a directory for two":           {"csv", map[string]string{"a.csv": "1\n2", "b.csv": "3"}, false, 2, 2, "1\n3\n", ""},
		"fewer records than people":     {"csv", map[string]string{"a.csv": "1\n2"}, false, 3, 0, "", "2 records cannot be dealt to 3 people"},
		"a file that is a tar's header": {"tar", map[string]string{"": archive.String()[:512]}, false, 1, 0, "", "damaged or cut"},
	} {
		t.Run(name, func(t *testing.T) {
			path := filepath.Join(t.TempDir(), "data")
			for name, content := range tc.files {
				to := filepath.Join(path, name)
				if strings.HasSuffix(name, "/") {
					to = filepath.Join(to, "x")
				}
				if err := os.MkdirAll(filepath.Dir(to), 0o700); err != nil {
					t.Fatal(err)
				}
				if strings.HasSuffix(name, "/") {
					continue
				}
				if err := os.WriteFile(to, []byte(content), 0o600); err != nil {
					t.Fatal(err)
				}
			}
			m := c2d.Manifest{Format: tc.format, Columns: ages}
			var hands []hand
			src, err := openData(m, path, tc.skip)
			if err == nil {
				defer src.Close()
				hands, err = handsOf(m, src, path, tc.people)
			}
			if tc.says != "" {
				if !c2d.IsRefusal(err, c2d.BadRequest) || !strings.Contains(err.Error(), tc.says) {
					t.Fatalf("got %v, want a refusal that says %s", err, tc.says)
				}
				return
			}
			if err != nil {
				t.Fatal(err)
			}
			if got := given(t, hands[0]); hands[0].rows != tc.rows || tc.want != "" && got != tc.want {
				t.Errorf("%d records %q, want %d %q", hands[0].rows, got, tc.rows, tc.want)
			}
		})
	}
}

// TestTooMuch: more than a program could be given is refused with the numbers, before it is read.
func TestTooMuch(t *testing.T) {
	path := filepath.Join(t.TempDir(), "large")
	for _, tc := range []struct {
		format string
		people int
		size   int64
		says   string
	}{
		{"tar", 1, 1 << 30, "less than 1.1 GB"},
		{"csv", 1, 5 << 40, "this is 5.5 TB"},
		{"csv", 2, maxDealt + 1, "too much to deal"},
	} {
		if err := errors.Join(os.WriteFile(path, nil, 0o600), os.Truncate(path, tc.size)); err != nil {
			t.Fatal(err)
		}
		m := c2d.Manifest{Format: tc.format}
		src, err := openData(m, path, false)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := handsOf(m, src, path, tc.people); !c2d.IsRefusal(err, c2d.BadRequest) || !strings.Contains(err.Error(), tc.says) {
			t.Errorf("%d bytes: got %v, want a refusal that says %s", tc.size, err, tc.says)
		}
		src.Close()
	}
	// What the same person gave before counts too; the same data again does not.
	memory := t.TempDir()
	one, err := chain.NewWallet(rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	w, s := wallet{seed: one, count: 1}, sealer{memory: memory}
	h := hand{size: 600 << 20, digest: [32]byte{1}}
	before, err := json.Marshal(c2d.Contribution{Member: one.Address(), Shard: storage.Ref{Size: storage.SealedSize(h.size)}})
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(s.path(one.Address(), h)+".json", before, 0o600); err != nil {
		t.Fatal(err)
	}
	if err := s.room(w, []hand{h}); err != nil {
		t.Errorf("the same again: %v", err)
	}
	h.digest[0]++
	if err := s.room(w, []hand{h}); !c2d.IsRefusal(err, c2d.BadRequest) || !strings.Contains(err.Error(), "beside 629.2 MB") {
		t.Errorf("more: got %v, want a refusal", err)
	}
	h.size = 10 << 20
	if err := s.room(w, []hand{h}); err != nil {
		t.Errorf("a little more: %v", err)
	}
}

// recording is a vault that keeps what it gets, takes only the first part of it, or goes on with an upload that it knows.
type recording struct {
	c2d.Vault
	ids []string
}

func (r *recording) PutAs(ctx context.Context, id string, from io.Reader) (storage.Ref, error) {
	r.ids = append(r.ids, id)
	return r.Vault.Put(ctx, from)
}

// breaking is a vault whose uploads break.
type breaking struct{ recording }

var errCut = errors.New("the line is cut")

func (b *breaking) PutAs(ctx context.Context, id string, from io.Reader) (storage.Ref, error) {
	b.ids = append(b.ids, id)
	io.CopyN(io.Discard, from, 2<<20)
	return storage.Ref{}, errCut
}

// TestSealAgain: an upload that broke goes on under its name and key; what was made is recalled, if it is for everybody who should be able to open
// it; and data that changed gets another key.
func TestSealAgain(t *testing.T) {
	store, err := dir.Open(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	member, err := chain.NewWallet(rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	var to []storage.Recipient
	var ids []storage.Identity
	for range 3 {
		id, err := storage.NewIdentity(rand.Reader)
		if err != nil {
			t.Fatal(err)
		}
		ids, to = append(ids, id), append(to, id.Recipient())
	}
	good, bad := &recording{Vault: store}, &breaking{}
	s := sealer{dataset: datatoken.Address{7}, to: to[:2], vault: bad, memory: t.TempDir()}
	data := storagetest.Bytes(1, 5<<20)
	seal := func() (c2d.Contribution, error) {
		t.Helper()
		h := hand{rows: 1, size: int64(len(data)), digest: sha256.Sum256(data), open: func() io.Reader { return bytes.NewReader(data) }}
		return s.seal(t.Context(), member, h, newBar(io.Discard, "", 1))
	}
	for range 2 {
		if _, err := seal(); !errors.Is(err, errCut) {
			t.Fatalf("error %v, want %v", err, errCut)
		}
	}
	s.vault = good
	first, err := seal()
	if err != nil {
		t.Fatal(err)
	}
	if names := append(bad.ids, good.ids...); len(names) != 3 || names[0] != names[1] || names[0] != names[2] {
		t.Errorf("uploads were called %q, want one name", names)
	}
	for _, id := range ids[:2] {
		key, err := enclosure.Keyring{Identity: id}.Unwrap(t.Context(), c2d.Shard{Contribution: first, Dataset: s.dataset})
		if err != nil {
			t.Fatal(err)
		}
		if err := key.CheckCommit(first.Shard, first.Commit); err != nil {
			t.Error(err)
		}
	}
	if again, err := seal(); err != nil || !cmp.Equal(again, first) || len(good.ids) != 1 {
		t.Errorf("once more: error %v, another contribution, or sent again: %q", err, good.ids)
	}
	s.to = to
	if wider, err := seal(); err != nil || wider.Shard == first.Shard || len(wider.Keys) != 3 {
		t.Errorf("for one more: error %v, %d keys, the same shard: %v", err, len(wider.Keys), wider.Shard == first.Shard)
	}

	// Data that changes without its name does: what left before, and what leaves now, are under two keys.
	data = storagetest.Bytes(2, 5<<20)
	s.vault = bad
	if _, err := seal(); !errors.Is(err, errCut) {
		t.Fatalf("error %v, want %v", err, errCut)
	}
	digest := sha256.Sum256(data)
	data = bytes.Clone(data)
	data[100]++
	s.vault, bad.ids, good.ids = good, bad.ids[len(bad.ids)-1:], nil
	h := hand{rows: 1, size: int64(len(data)), digest: digest, open: func() io.Reader { return bytes.NewReader(data) }}
	if _, err := s.seal(t.Context(), member, h, newBar(io.Discard, "", 1)); err != nil {
		t.Fatal(err)
	}
	if len(good.ids) != 2 || good.ids[0] != bad.ids[0] || good.ids[1] == bad.ids[0] {
		t.Errorf("uploads were called %q after %q, want the same and then another", good.ids, bad.ids)
	}
	left, err := filepath.Glob(filepath.Join(s.memory, "*.sealing"))
	if err != nil || len(left) != 0 {
		t.Errorf("left: %q, error %v", left, err)
	}
}

// TestContributeKilled: the command is killed (-9) again and again while it contributes a directory to a node. When it gets through there is one
// contribution, which is whole; nothing plain is anywhere but in the directory; and nothing is left of the attempts.
func TestContributeKilled(t *testing.T) {
	if testing.Short() {
		t.Skip("starts a node")
	}
	root := t.TempDir()
	cell := filepath.Join(root, "stint-cell")
	if out, err := exec.Command("go", "build", "-o", cell, "../stint-cell").CombinedOutput(); err != nil {
		t.Fatalf("build stint-cell: %v\n%s", err, out)
	}
	api := freePort(t)
	f := &frail{
		t: t, dir: root, env: append(os.Environ(), "STINT_SERVER=http://"+api, "STINT_HOME="+filepath.Join(root, "home")),
		args: []string{"serve", "--dir", filepath.Join(root, "node"), "--listen", api, "--chain-listen", freePort(t), "--cell", cell},
	}
	manifest := `{"stint":1,"name":"notes","format":"csv","columns":[{"name":"note","kind":"text"}],"unit":"contributor","epsilon":8000000,"delta":1000000,"maxRows":20}`
	if err := errors.Join(os.Mkdir(filepath.Join(root, "data"), 0o700), os.WriteFile(filepath.Join(root, "manifest.json"), []byte(manifest), 0o600)); err != nil {
		t.Fatal(err)
	}
	const files, size = 8, 5 << 20
	var sample string
	for i := range files {
		text := base64.StdEncoding.EncodeToString(storagetest.Bytes(uint64(i), size/4*3))
		sample = text[1000:1064]
		if err := os.WriteFile(filepath.Join(root, "data", fmt.Sprintf("%d.csv", i)), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	f.start()
	defer func() { f.kill() }()
	f.run("wallet", "new", "publisher")
	f.run("wallet", "fund", "publisher")
	f.run("wallet", "new", "member")
	id := f.run("publish", "--manifest", "manifest.json", "--price", "query=5", "--wallet", "publisher", "-o", "id")
	contribute := []string{"contribute", "--dataset", id, "--data", "data", "--wallet", "member"}

	var would rehearsal
	f.read(&would, append(contribute, "--dry-run")...)
	if would.Rows != files || would.Files != files || would.Plain != files*(size+1) || would.Sealed != storage.SealedSize(would.Plain) || would.Rate < 1 {
		t.Errorf("a rehearsal says %+v", would)
	}
	if entries, err := os.ReadDir(filepath.Join(root, "home", "contributions")); err == nil {
		t.Errorf("a rehearsal leaves %d files", len(entries))
	}

	rng := mathrand.New(mathrand.NewPCG(uint64(time.Now().UnixNano()), 0))
	halves := 0
	for range 12 {
		cmd := exec.Command("stint", contribute...)
		cmd.Env, cmd.Dir = f.env, f.dir
		if err := cmd.Start(); err != nil {
			t.Fatal(err)
		}
		over := make(chan struct{})
		go func() {
			defer close(over)
			cmd.Wait()
		}()
		sealing := func() bool {
			left, err := filepath.Glob(filepath.Join(root, "home", "contributions", "*", "*.sealing"))
			return err == nil && len(left) > 0
		}
		for begun := halves > 0; !begun; begun = sealing() { // the first life is killed while it seals, the others whenever
			select {
			case <-over:
				t.Fatal("it got through before it was killed")
			case <-time.After(time.Millisecond):
			}
		}
		time.Sleep(time.Duration(rng.IntN(1+halves*300)) * time.Millisecond)
		cmd.Process.Kill()
		<-over
		if sealing() {
			halves++
		}
	}
	t.Logf("%d of 12 kills in the middle of sealing", halves)
	if halves == 0 {
		t.Error("nothing was killed in the middle of sealing: this proves nothing")
	}
	f.run(contribute...)
	f.run(contribute...)

	client, err := web.NewClient("http://"+api, nil)
	if err != nil {
		t.Fatal(err)
	}
	dataset, err := address(id)
	if err != nil {
		t.Fatal(err)
	}
	waiting, err := client.Pending(t.Context(), dataset)
	if err != nil || len(waiting) != 1 {
		t.Fatalf("%d contributions wait, error %v, want one", len(waiting), err)
	}
	if c := waiting[0]; c.Rows != files || c.Shard.Size != would.Sealed {
		t.Errorf("%d rows in a shard of %d bytes, want %d in %d", c.Rows, c.Shard.Size, files, would.Sealed)
	}
	o, err := web.ClientVault{Client: client}.Open(t.Context(), waiting[0].Shard)
	if err != nil {
		t.Fatal(err)
	}
	defer o.Close()
	if _, err := io.Copy(io.Discard, io.NewSectionReader(o, 0, o.Size())); err != nil {
		t.Error(err)
	}
	err = filepath.WalkDir(root, func(path string, d os.DirEntry, err error) error {
		if err != nil || d.IsDir() || filepath.Dir(path) == filepath.Join(root, "data") {
			return err
		}
		b, err := os.ReadFile(path)
		if bytes.Contains(b, []byte(sample)) {
			t.Errorf("%s has plain records", path)
		}
		if strings.HasPrefix(path, filepath.Join(root, "home", "contributions")) && filepath.Ext(path) != ".json" {
			t.Errorf("%s is left", path)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}

// TestBar: a bar of bytes says how much of all is through, and at the end how fast that was; what is done again is not counted twice.
func TestBar(t *testing.T) {
	var out bytes.Buffer
	b := newBar(&out, "sealing", 2).ofBytes(3_000_000)
	b.start = time.Now().Add(-time.Second)
	r := b.read(bytes.NewReader(make([]byte, 1_000_000)))
	if _, err := io.Copy(io.Discard, r); err != nil {
		t.Fatal(err)
	}
	if left := b.left(); left != "  2s left" {
		t.Errorf("left: %q", left)
	}
	if out.Len() > 0 {
		t.Errorf("it says %q at once, to no terminal", out.String())
	}
	b.drawn = time.Now().Add(-tellOne)
	b.add(-r.n)
	b.add(1_500_000)
	b.step()
	b.end()
	for _, want := range []string{"sealing: 0 of 2  0 bytes of 3.0 MB\n", "sealing: 1 of 2 in 1s  1.5 MB of 3.0 MB  1."} {
		if !strings.Contains(out.String(), want) {
			t.Errorf("it says %q, want %q in it", out.String(), want)
		}
	}
}

// FuzzDeal: every record goes to exactly one person, in turn, and nobody has more than one record more than anybody else.
func FuzzDeal(f *testing.F) {
	f.Add("a\nb\nc\n", 2)
	f.Add("\r\n\n x\n", 1)
	f.Add("\"a\nb\",c", 1)
	f.Fuzz(func(t *testing.T, raw string, n int) {
		n = 1 + int(uint(n)%8)
		var want []string
		for line := range strings.Lines(raw) {
			if strings.TrimSpace(line) != "" {
				want = append(want, strings.TrimRight(line, "\r\n"))
			}
		}
		hands, err := deal(iotest.HalfReader(strings.NewReader(raw)), n)
		if (err == nil) != (len(want) >= n) {
			t.Fatalf("%d records to %d people: %v", len(want), n, err)
		}
		if err != nil {
			return
		}
		var people [][]string
		for _, h := range hands {
			people = append(people, strings.Split(strings.TrimSuffix(given(t, h), "\n"), "\n"))
		}
		one := newLines(iotest.OneByteReader(strings.NewReader(raw)))
		all, err := io.ReadAll(one)
		if err != nil || string(all) != strings.Join(want, "\n")+"\n" || one.rows != uint64(len(want)) {
			t.Fatalf("read as one: %d records %q, error %v", one.rows, all, err)
		}
		for i, r := range want {
			if got := people[i%n][i/n]; got != r {
				t.Fatalf("record %d of person %d is %q, want %q", i/n, i%n, got, r)
			}
		}
	})
}

// TestBatches: a batch never has somebody twice, and nothing is lost or reordered for a person.
func TestBatches(t *testing.T) {
	give := func(member byte, shard string) c2d.Contribution {
		return c2d.Contribution{Member: datatoken.Address{member}, Shard: storage.Ref{CID: shard}}
	}
	got := batches([]c2d.Contribution{give(1, "a"), give(2, "b"), give(1, "c"), give(3, "d"), give(1, "e"), give(2, "f")})
	var names []string
	for _, b := range got {
		var s string
		for _, c := range b {
			s += c.Shard.CID
		}
		names = append(names, s)
	}
	if d := cmp.Diff([]string{"abd", "cf", "e"}, names); d != "" {
		t.Error(d)
	}
	if got := batches(nil); len(got) != 0 {
		t.Errorf("%d batches of nothing", len(got))
	}
}
