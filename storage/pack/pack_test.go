package pack_test

import (
	"archive/tar"
	"bytes"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"math/rand/v2"
	"net"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"testing/iotest"
	"time"

	"github.com/stintdao/stint/storage/pack"
	"github.com/stintdao/stint/storage/storagetest"
)

// tree makes files below a new directory: directories end in a slash.
func tree(t testing.TB, files map[string]string) string {
	t.Helper()
	root := t.TempDir()
	for name, content := range files {
		path := filepath.Join(root, name)
		if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
			t.Fatal(err)
		}
		if strings.HasSuffix(name, "/") {
			if err := os.MkdirAll(path, 0o700); err != nil {
				t.Fatal(err)
			}
			continue
		}
		if err := os.WriteFile(path, []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return root
}

func mustOpen(t testing.TB, path string, o pack.Options) *pack.Source {
	t.Helper()
	s, err := pack.Open(path, o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { s.Close() })
	return s
}

// all reads a source, which must be as long as it says.
func all(t testing.TB, s *pack.Source) []byte {
	t.Helper()
	b, err := io.ReadAll(s)
	if err != nil {
		t.Fatal(err)
	}
	if int64(len(b)) != s.Size() {
		t.Fatalf("%d bytes read of a source of %d", len(b), s.Size())
	}
	return b
}

// reference packs with the standard library what is below a directory, the way Open promises to.
func reference(t *testing.T, root string) []byte {
	t.Helper()
	var b bytes.Buffer
	w := tar.NewWriter(&b)
	err := filepath.WalkDir(root, func(path string, d fs.DirEntry, err error) error {
		if err != nil || path == root {
			return err
		}
		name, _ := filepath.Rel(root, path)
		h := &tar.Header{Typeflag: tar.TypeReg, Name: name, Mode: 0o644, ModTime: time.Unix(0, 0)}
		content, err := os.ReadFile(path)
		if d.IsDir() {
			h.Typeflag, h.Name, h.Mode, err = tar.TypeDir, name+"/", 0o755, nil
		}
		h.Size = int64(len(content))
		if err := errors.Join(err, w.WriteHeader(h)); err != nil {
			return err
		}
		_, err = w.Write(content)
		return err
	})
	if err := errors.Join(err, w.Close()); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func TestDirectoryIsAnArchive(t *testing.T) {
	large := string(storagetest.Bytes(1, 3<<20+77))
	many := map[string]string{}
	for i := range 5000 {
		many[fmt.Sprintf("%d/%d/%d", i%7, i%31, i)] = string(storagetest.Bytes(uint64(i), i%1500))
	}
	for name, files := range map[string]map[string]string{
		"nothing":             {},
		"one file":            {"a": "b"},
		"empty file":          {"a": ""},
		"whole blocks":        {"a": strings.Repeat("x", 1024), "b": strings.Repeat("y", 512)},
		"directories":         {"a/b/c": "1", "a.b": "2", "a-b/c": "3", "empty/": "", "z/empty/": ""},
		"names beyond ASCII":  {"Bücher/ä": "1", "日本": "2", "e\u0301": "3", "\u00e9": "4"},
		"odd names":           {"a b": "1", " ": "2", "-rf": "3", "a\nb": "4", "a\\b": "5", "..a": "6", "a:b": "7"},
		"long names":          {strings.Repeat("a", 99): "1", strings.Repeat("b", 100): "2", strings.Repeat("c", 101): "3", strings.Repeat(strings.Repeat("d", 49)+"/", 20) + "e": "4"},
		"long names of dirs":  {strings.Repeat("a", 98) + "/": "", strings.Repeat("b", 99) + "/": "", strings.Repeat("c", 100) + "/": "", strings.Repeat(strings.Repeat("d", 100)+"/", 5): ""},
		"large between small": {"a": "1", "b": large, "c": "2", "d": large, "e": ""},
		"many":                many,
	} {
		t.Run(name, func(t *testing.T) {
			root := tree(t, files)
			s := mustOpen(t, root, pack.Options{})
			want, got := reference(t, root), all(t, s)
			if !bytes.Equal(got, want) {
				t.Fatalf("packed %d bytes that are not the %d of an archive of the same files", len(got), len(want))
			}
			held := 0
			for e, err := range pack.Read(bytes.NewReader(got), pack.Limits{Entries: 1e6, Size: 1 << 30}) {
				if err != nil {
					t.Fatal(err)
				}
				content, err := io.ReadAll(e)
				if e.Dir {
					continue
				}
				if held++; err != nil || string(content) != files[e.Name] {
					t.Errorf("%q: error %v or other contents", e.Name, err)
				}
			}
			if held != s.Files() {
				t.Errorf("%d files in the archive of a source of %d", held, s.Files())
			}
			if end := pack.End(got); end != len(got)-1024 {
				t.Errorf("entries end at %d of %d", end, len(got))
			}
		})
	}
}

// Owner, mode, time and place of files, and how the stream is read, make no difference.
func TestPackingIsDeterministic(t *testing.T) {
	files := map[string]string{"a/b": "1", "a/c": string(storagetest.Bytes(1, 2<<20)), "d": "3", "e/": ""}
	want := all(t, mustOpen(t, tree(t, files), pack.Options{}))
	root := tree(t, files)
	for _, name := range []string{"a/b", "d", "e"} {
		path := filepath.Join(root, name)
		if err := errors.Join(os.Chmod(path, 0o755), os.Chtimes(path, time.Now(), time.Unix(1e9, 5))); err != nil {
			t.Fatal(err)
		}
	}
	link := filepath.Join(t.TempDir(), "link")
	if err := os.Symlink(root, link); err != nil {
		t.Fatal(err)
	}
	s := mustOpen(t, link, pack.Options{})
	if got := all(t, s); !bytes.Equal(got, want) {
		t.Error("the same files elsewhere are other bytes")
	}
	if n, err := s.Read(make([]byte, 9)); n != 0 || err != io.EOF {
		t.Errorf("behind the end: %d bytes, error %v", n, err)
	}
	s.Rewind()
	if _, err := io.CopyN(io.Discard, s, 700_000); err != nil {
		t.Fatal(err)
	}
	s.Rewind()
	if got := all(t, s); !bytes.Equal(got, want) {
		t.Error("read again they are other bytes")
	}
	s.Rewind()
	if err := iotest.TestReader(s, want); err != nil {
		t.Error(err)
	}
}

func TestLinesArePutTogether(t *testing.T) {
	for name, tc := range map[string]struct {
		files map[string]string
		skip  bool
		want  string
		err   error
	}{
		"in the order of names": {map[string]string{"b.csv": "2\n", "a.csv": "1\n", "c/d.csv": "3\n"}, false, "1\n2\n3\n", nil},
		"each gets a line end":  {map[string]string{"a.csv": "1", "b.csv": "2\n", "c.csv": "3"}, false, "1\n2\n3\n", nil},
		"none of them long":     {map[string]string{"a.csv": "", "b.csv": "\n", "c.csv": ""}, false, "\n", nil},
		"nothing":               {nil, false, "", nil},
		"another ending":        {map[string]string{"a.csv": "1", "README": "2"}, false, "", pack.ErrEntry},
		"another one skipped":   {map[string]string{"a.csv": "1", "README": "2", "b/.DS_Store": "3"}, true, "1\n", nil},
		"long":                  {map[string]string{"a.csv": strings.Repeat("x", 1<<20), "b.csv": strings.Repeat("y", 1<<20-1)}, false, strings.Repeat("x", 1<<20) + "\n" + strings.Repeat("y", 1<<20-1) + "\n", nil},
	} {
		t.Run(name, func(t *testing.T) {
			s, err := pack.Open(tree(t, tc.files), pack.Options{Lines: ".csv", Skip: tc.skip})
			if !errors.Is(err, tc.err) {
				t.Fatalf("error %v, want %v", err, tc.err)
			}
			if err != nil {
				return
			}
			defer s.Close()
			if got := all(t, s); string(got) != tc.want {
				t.Errorf("%d bytes %.40q, want %d bytes %.40q", len(got), got, len(tc.want), tc.want)
			}
		})
	}
}

func TestFileIsItself(t *testing.T) {
	for _, n := range []int{0, 1, 1 << 20, 1<<20 + 1, 5<<20 + 3} {
		want := storagetest.Bytes(7, n)
		path := filepath.Join(t.TempDir(), "records")
		if err := os.WriteFile(path, want, 0o600); err != nil {
			t.Fatal(err)
		}
		if got := all(t, mustOpen(t, path, pack.Options{Lines: ".csv"})); !bytes.Equal(got, want) {
			t.Errorf("a file of %d bytes is packed as %d others", n, len(got))
		}
	}
}

// What is no regular file is refused by its name, or left out: never read.
func TestWhatHasNoPlace(t *testing.T) {
	for name, tc := range map[string]struct {
		make func(path string) error
		says string
	}{
		"a link":          {func(p string) error { return os.Symlink("/etc/passwd", p) }, `"dir/odd" is a symbolic link`},
		"a broken link":   {func(p string) error { return os.Symlink("nowhere", p) }, `"dir/odd" is a symbolic link`},
		"a link to a dir": {func(p string) error { return os.Symlink("..", p) }, `"dir/odd" is a symbolic link`},
		"a pipe":          {func(p string) error { return syscall.Mkfifo(p, 0o600) }, `"dir/odd" is a pipe`},
		"a socket": {func(p string) error {
			l, err := net.Listen("unix", p)
			if err == nil {
				t.Cleanup(func() { l.Close() })
			}
			return err
		}, `"dir/odd" is a socket`},
	} {
		t.Run(name, func(t *testing.T) {
			root, err := os.MkdirTemp("", "p") // short: names of sockets are
			if err != nil {
				t.Fatal(err)
			}
			defer os.RemoveAll(root)
			odd := filepath.Join(root, "dir", "odd")
			if err := errors.Join(os.Mkdir(filepath.Dir(odd), 0o700), tc.make(odd), os.WriteFile(filepath.Join(root, "a"), nil, 0o600)); err != nil {
				t.Fatal(err)
			}
			if _, err := pack.Open(root, pack.Options{}); !errors.Is(err, pack.ErrEntry) || !strings.Contains(fmt.Sprint(err), tc.says) {
				t.Errorf("error %v, want %v that says %s", err, pack.ErrEntry, tc.says)
			}
			s := mustOpen(t, root, pack.Options{Skip: true})
			if b := all(t, s); s.Files() != 1 || s.Skipped() != 1 || bytes.Contains(b, []byte("odd")) {
				t.Errorf("%d files, %d skipped", s.Files(), s.Skipped())
			}
			if name == "a pipe" || name == "a socket" {
				if _, err := pack.Open(odd, pack.Options{}); !errors.Is(err, pack.ErrEntry) {
					t.Errorf("opened itself: error %v, want %v", err, pack.ErrEntry)
				}
			}
		})
	}
	t.Run("names", func(t *testing.T) {
		for _, name := range []string{"\xff", "a/b\xc3", strings.Repeat(strings.Repeat("n", 200)+"/", 5) + strings.Repeat("n", 30)} {
			if _, err := pack.Open(tree(t, map[string]string{name: "x"}), pack.Options{Skip: true}); !errors.Is(err, pack.ErrEntry) {
				t.Errorf("name %.20q: error %v, want %v", name, err, pack.ErrEntry)
			}
		}
	})
	if _, err := pack.Open(filepath.Join(t.TempDir(), "none"), pack.Options{}); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("nothing there: error %v, want %v", err, fs.ErrNotExist)
	}
}

// Nobody gets half of the old file and half of the new.
func TestChangesAreNoticed(t *testing.T) {
	content := string(storagetest.Bytes(3, 28<<20)) // more than is read ahead
	for name, change := range map[string]func(path string) error{
		"longer": func(p string) error {
			f, err := os.OpenFile(p, os.O_APPEND|os.O_WRONLY, 0)
			if err != nil {
				return err
			}
			_, err = f.WriteString("more")
			return errors.Join(err, f.Close())
		},
		"shorter":     func(p string) error { return os.Truncate(p, 27<<20) },
		"same length": func(p string) error { return os.WriteFile(p, []byte(content[1:]+"x"), 0o600) },
		"gone":        os.Remove,
		"replaced": func(p string) error {
			return errors.Join(os.WriteFile(p+".new", []byte(content), 0o600), os.Chtimes(p+".new", time.Time{}, time.Unix(1e9, 0)), os.Rename(p+".new", p))
		},
		"a pipe": func(p string) error { return errors.Join(os.Remove(p), syscall.Mkfifo(p, 0o600)) },
		"a link": func(p string) error { return errors.Join(os.Rename(p, p+".old"), os.Symlink(p+".old", p)) },
		"its directory is a link": func(p string) error {
			dir := filepath.Dir(p)
			other := dir + ".other"
			return errors.Join(os.Mkdir(other, 0o700), os.WriteFile(filepath.Join(other, filepath.Base(p)), []byte(content), 0o600), os.Rename(dir, dir+".old"), os.Symlink(other, dir))
		},
	} {
		for _, when := range []string{"before", "while"} {
			t.Run(name+" "+when, func(t *testing.T) {
				root := tree(t, map[string]string{"dir/z": content, "a": "1"})
				path := filepath.Join(root, "dir", "z")
				if err := os.Chtimes(path, time.Time{}, time.Unix(1e9, 0)); err != nil {
					t.Fatal(err)
				}
				s := mustOpen(t, root, pack.Options{})
				read := int64(0)
				if when == "while" {
					n, err := io.CopyN(io.Discard, s, 5<<20)
					if err != nil {
						t.Fatal(err)
					}
					read = n
				}
				if err := change(path); err != nil {
					t.Fatal(err)
				}
				n, err := io.Copy(io.Discard, s)
				if !errors.Is(err, pack.ErrChanged) || !strings.Contains(err.Error(), "dir/z") {
					t.Errorf("%d of %d bytes, error %v, want %v with the name", read+n, s.Size(), err, pack.ErrChanged)
				}
				if _, again := s.Read(make([]byte, 1)); again != err {
					t.Errorf("reading on: error %v, want the same", again)
				}
			})
		}
	}
}

// Whoever leaves a source in the middle leaves nothing behind.
func TestCloseStopsReading(t *testing.T) {
	s := mustOpen(t, tree(t, map[string]string{"a": string(storagetest.Bytes(1, 30<<20))}), pack.Options{})
	rng := rand.New(rand.NewPCG(1, 2))
	for range 20 {
		if _, err := io.CopyN(io.Discard, s, rng.Int64N(s.Size())); err != nil {
			t.Fatal(err)
		}
		if err := s.Close(); err != nil {
			t.Fatal(err)
		}
	}
	fds, err := os.ReadDir("/proc/self/fd")
	if err != nil {
		t.Fatal(err)
	}
	for _, fd := range fds {
		if to, err := os.Readlink("/proc/self/fd/" + fd.Name()); err == nil && strings.HasSuffix(to, "/a") {
			t.Errorf("%s is open", to)
		}
	}
}

func BenchmarkSmallFiles(b *testing.B) {
	const files, size = 10_000, 4 << 10
	root := b.TempDir()
	for i := range files {
		path := filepath.Join(root, fmt.Sprint(i%100), fmt.Sprint(i))
		if err := errors.Join(os.MkdirAll(filepath.Dir(path), 0o700), os.WriteFile(path, storagetest.Bytes(uint64(i), size), 0o600)); err != nil {
			b.Fatal(err)
		}
	}
	b.SetBytes(files * size)
	for b.Loop() {
		s, err := pack.Open(root, pack.Options{})
		if err != nil {
			b.Fatal(err)
		}
		if _, err := io.Copy(io.Discard, struct{ io.Reader }{s}); err != nil {
			b.Fatal(err)
		}
		s.Close()
	}
}
