package dir_test

import (
	"bufio"
	"bytes"
	"context"
	"crypto/rand"
	"encoding/binary"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	mathrand "math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stintdao/stint/storage"
	"github.com/stintdao/stint/storage/dir"
	"github.com/stintdao/stint/storage/pack"
	"github.com/stintdao/stint/storage/storagetest"
)

// sealVictim names, in the process that is to be killed, the directory it works in.
const sealVictim = "STORAGE_DIR_SEAL_VICTIM"

// sealed is what the victim writes when it is through.
type sealed struct {
	Ref    storage.Ref
	Commit string
}

// TestSealingSurvivesKills: a process that packs, seals and uploads a directory is killed (-9) again and again, while files change
// between its lives. Under one header one plain text leaves, at most; in the end the object is whole; and nothing is left lying about.
func TestSealingSurvivesKills(t *testing.T) {
	if root := os.Getenv(sealVictim); root != "" {
		if err := victim(t.Context(), root); err != nil {
			t.Fatal(err)
		}
		return
	}
	seed := mathrand.Uint64()
	t.Logf("seed %d", seed)
	rng := mathrand.New(mathrand.NewPCG(seed, 0))
	kills, resumed, replaced := 0, 0, 0
	for range 3 {
		root := t.TempDir()
		plain := filepath.Join(root, "plain")
		for i := range 40 {
			write(t, filepath.Join(plain, fmt.Sprint(i)), storagetest.Bytes(rng.Uint64(), rng.IntN(300_000)))
		}
		for life := 0; !through(root); life++ {
			if life > 60 {
				t.Fatal("it never gets through")
			}
			if live(t, root, time.Duration(rng.IntN(1+life*4000+30_000))*time.Microsecond) {
				kills++
			}
			if rng.IntN(4) == 0 && !through(root) { // near the end, so that much has left already
				write(t, filepath.Join(plain, fmt.Sprint(9-rng.IntN(2))), storagetest.Bytes(rng.Uint64(), rng.IntN(300_000)))
			}
		}
		again, other := judge(t, filepath.Join(root, "wire"))
		resumed, replaced = resumed+again, replaced+other

		var got sealed
		b, err := os.ReadFile(filepath.Join(root, "through"))
		if err == nil {
			err = json.Unmarshal(b, &got)
		}
		if err != nil {
			t.Fatal(err)
		}
		s, err := dir.Open(filepath.Join(root, "store")) // as the next process does
		if err != nil {
			t.Fatal(err)
		}
		ciphertext, err := readWhole(s, got.Ref)
		if err != nil {
			t.Fatal(err)
		}
		src, err := pack.Open(plain, pack.Options{})
		if err != nil {
			t.Fatal(err)
		}
		defer src.Close()
		if got.Ref.Size != storage.SealedSize(src.Size()) {
			t.Errorf("sealed as %d bytes, want %d", got.Ref.Size, storage.SealedSize(src.Size()))
		}
		if n := bytes.Count(ciphertext, ciphertext[:40]); n != 1 {
			t.Errorf("its header is there %d times", n)
		}
		for _, dir := range []string{"memory", "store/tmp"} {
			if left := listing(t, filepath.Join(root, dir)); left != "" {
				t.Errorf("left in %s: %s", dir, left)
			}
		}
		sample, err := os.ReadFile(filepath.Join(plain, "30"))
		if err != nil {
			t.Fatal(err)
		}
		for _, where := range []string{"store", "wire", "memory"} {
			err := filepath.WalkDir(filepath.Join(root, where), func(path string, d os.DirEntry, err error) error {
				if err != nil || d.IsDir() {
					return err
				}
				b, err := os.ReadFile(path)
				if len(sample) > 64 && bytes.Contains(b, sample[:64]) {
					t.Errorf("%s has plain bytes", path)
				}
				return err
			})
			if err != nil {
				t.Fatal(err)
			}
		}
	}
	t.Logf("%d kills, %d lives that went on under a header, %d headers given up", kills, resumed, replaced)
	if kills < 3 || resumed == 0 {
		t.Errorf("%d kills, %d lives that went on: this proves nothing", kills, resumed)
	}
}

func write(t *testing.T, path string, b []byte) {
	t.Helper()
	if err := errors.Join(os.MkdirAll(filepath.Dir(path), 0o700), os.WriteFile(path, b, 0o600)); err != nil {
		t.Fatal(err)
	}
}

func through(root string) bool {
	_, err := os.Stat(filepath.Join(root, "through"))
	return err == nil
}

// live runs the victim for some time after it has begun, and says whether it had to be killed.
func live(t *testing.T, root string, d time.Duration) bool {
	t.Helper()
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.CommandContext(t.Context(), self, "-test.run=^TestSealingSurvivesKills$", "-test.count=1")
	cmd.Env = append(os.Environ(), sealVictim+"="+root)
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	var said strings.Builder
	lines := bufio.NewScanner(io.TeeReader(out, &said))
	for lines.Scan() && lines.Text() != "begins" {
	}
	time.Sleep(d)
	cmd.Process.Kill()
	io.Copy(&said, out)
	err = cmd.Wait()
	if cmd.ProcessState.Exited() && err != nil {
		t.Fatalf("the victim failed by itself: %s", said.String())
	}
	return !cmd.ProcessState.Exited()
}

// victim does what contributing does: first over a wire on which somebody listens, then into a store.
func victim(ctx context.Context, root string) error {
	memory := filepath.Join(root, "memory")
	if err := errors.Join(os.MkdirAll(memory, 0o700), os.MkdirAll(filepath.Join(root, "wire"), 0o700)); err != nil {
		return err
	}
	store, err := dir.Open(filepath.Join(root, "store"))
	if err != nil {
		return err
	}
	src, err := pack.Open(filepath.Join(root, "plain"), pack.Options{})
	if err != nil {
		return err
	}
	defer src.Close()
	fmt.Println("\nbegins")
	for {
		s, err := dir.OpenSealing(filepath.Join(memory, "a.sealing"), rand.Reader)
		if err != nil {
			return err
		}
		how := s.Config([]byte("purpose"))
		header, err := io.ReadAll(how.Rand)
		if err != nil {
			return err
		}
		how.Rand = bytes.NewReader(header)
		src.Rewind()
		_, err = storage.PutSealed(ctx, listened(filepath.Join(root, "wire"), header), src, how)
		if errors.Is(err, storage.ErrChanged) {
			if err := s.Forget(); err != nil {
				return err
			}
			continue
		}
		if err != nil {
			return err
		}
		src.Rewind()
		ref, err := storage.PutSealed(ctx, store, src, s.Config([]byte("purpose")))
		if err != nil {
			return err
		}
		commit := how.Key.Commit(ref)
		b, err := json.Marshal(sealed{ref, hex.EncodeToString(commit[:])})
		if err != nil {
			return err
		}
		if err := s.Forget(); err != nil {
			return err
		}
		if err := os.WriteFile(filepath.Join(root, "nearly"), b, 0o600); err != nil {
			return err
		}
		return os.Rename(filepath.Join(root, "nearly"), filepath.Join(root, "through")) // whole, or not there
	}
}

// listened is a store at the other end of a slow wire. What passes is written to a file of this life: the header, and then every segment in one
// piece, its index and length before it.
func listened(to string, header []byte) putter {
	return func(ctx context.Context, r io.Reader) (storage.Ref, error) {
		f, err := os.CreateTemp(to, "life-")
		if err != nil {
			return storage.Ref{}, err
		}
		defer f.Close()
		if _, err := f.Write(header); err != nil {
			return storage.Ref{}, err
		}
		var mu sync.Mutex
		d, err := storage.Import(ctx, r, func(i int, _ [32]byte, b []byte) error {
			mu.Lock()
			defer mu.Unlock()
			time.Sleep(time.Millisecond)
			head := binary.BigEndian.AppendUint32(binary.BigEndian.AppendUint32(nil, uint32(i)), uint32(len(b)))
			_, err := f.Write(append(head, b...))
			return err
		})
		return d.Ref, err
	}
}

// judge compares all that passed over the wire. It returns how many lives went on under a header that was used before, and how many headers were given up.
func judge(t *testing.T, wire string) (again, given int) {
	t.Helper()
	lives, err := filepath.Glob(filepath.Join(wire, "life-*"))
	if err != nil || len(lives) == 0 {
		t.Fatalf("%d lives, error %v", len(lives), err)
	}
	type place struct {
		header string
		i      uint32
	}
	passed, headers := map[place][]byte{}, map[string]int{}
	for _, life := range lives {
		b, err := os.ReadFile(life)
		if err != nil {
			t.Fatal(err)
		}
		if len(b) < storage.SealRandom+8 {
			continue // killed before anything left
		}
		header := string(b[:storage.SealRandom])
		headers[header]++
		for b = b[storage.SealRandom:]; len(b) >= 8; {
			i, n := binary.BigEndian.Uint32(b), int(binary.BigEndian.Uint32(b[4:]))
			segment := b[8:min(8+n, len(b))]
			b = b[8+len(segment):]
			at := place{header, i}
			before := passed[at]
			if k := min(len(before), len(segment)); !bytes.Equal(before[:k], segment[:k]) || len(before) == len(segment) && !bytes.Equal(before, segment) {
				t.Errorf("two different segments %d passed under one header", i)
			}
			if len(segment) > len(before) {
				passed[at] = segment
			}
		}
	}
	for _, n := range headers {
		again += n - 1
	}
	return again, len(headers) - 1
}

func readWhole(s storage.Store, ref storage.Ref) ([]byte, error) {
	o, err := s.Open(context.Background(), ref)
	if err != nil {
		return nil, err
	}
	defer o.Close()
	return io.ReadAll(io.NewSectionReader(o, 0, o.Size()))
}
