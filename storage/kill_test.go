package storage_test

import (
	"bufio"
	"bytes"
	"context"
	"crypto/rand"
	"encoding/json"
	"fmt"
	"io"
	"io/fs"
	mrand "math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
	"time"

	"github.com/stintdao/stint/storage"
	"github.com/stintdao/stint/storage/dir"
	"github.com/stintdao/stint/storage/ipfs"
	"github.com/stintdao/stint/storage/storagetest"
)

// canary is in every mebibyte of what is sealed, and may be in no file.
const canary = "a record that must never be on a disk in plain"

// victimOf names the directory that a process which is to be killed publishes into, and victimDoor how.
const victimOf, victimDoor = "STORAGE_KILL_ROOT", "STORAGE_KILL_DOOR"

// published is what a victim says of an object once its store has acknowledged it.
type published struct {
	Ref      storage.Ref
	Seed     uint64
	Size     int
	Envelope storage.Envelope
}

func killPlain(seed uint64, n int) []byte {
	b := storagetest.Bytes(seed, n)
	for i := 0; i+len(canary) <= n; i += 1 << 18 {
		copy(b[i:], canary)
	}
	return b
}

func openDoor(door, root string) (storage.Store, error) {
	if door == "dir" {
		return dir.Open(root)
	}
	return ipfs.Open(root)
}

// TestKill kills a process 200 times while it publishes sealed objects, and reads them back to stage them. What was acknowledged is there, whole; nothing
// else is visible; nothing plain is on the disk; nothing is left over.
func TestKill(t *testing.T) {
	if root := os.Getenv(victimOf); root != "" {
		publishUntilKilled(t, root)
		return
	}
	kills := 100 // for each door
	if testing.Short() {
		kills = 10
	}
	for _, door := range []string{"dir", "ipfs"} {
		t.Run(door, func(t *testing.T) {
			t.Parallel()
			id, err := storage.NewIdentity(rand.Reader)
			if err != nil {
				t.Fatal(err)
			}
			root, all := t.TempDir(), 0
			for i := range kills {
				list := killOnce(t, door, root, id)
				all += len(list)
				checkSurvivors(t, door, root, id, list)
				if i%10 == 9 { // so that the disk does not fill
					if err := os.RemoveAll(root); err != nil {
						t.Fatal(err)
					}
				}
			}
			t.Logf("%d kills, %d objects acknowledged", kills, all)
			if all < kills/4 {
				t.Errorf("only %d objects were acknowledged: the kills came too early to test anything", all)
			}
		})
	}
}

// killOnce runs a victim, kills it at a random moment, and returns what it had said.
func killOnce(t *testing.T, door, root string, id storage.Identity) (list []published) {
	t.Helper()
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command(self, "-test.run=^TestKill$", "-test.count=1")
	cmd.Env = append(os.Environ(), victimOf+"="+root, victimDoor+"="+door, "STORAGE_KILL_TO="+id.Recipient().String())
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	lines := bufio.NewScanner(out)
	lines.Buffer(nil, 1<<20)
	for lines.Scan() && lines.Text() != "begun" { // it takes long to start
	}
	after := time.AfterFunc(time.Duration(mrand.IntN(120_000))*time.Microsecond, func() { cmd.Process.Kill() })
	defer after.Stop()
	for lines.Scan() {
		var p published
		if json.Unmarshal(lines.Bytes(), &p) == nil {
			list = append(list, p)
		} else {
			t.Logf("the victim says: %s", lines.Text())
		}
	}
	cmd.Wait()
	return list
}

func publishUntilKilled(t *testing.T, root string) {
	to, err := storage.ParseRecipient(os.Getenv("STORAGE_KILL_TO"))
	if err != nil {
		t.Fatal(err)
	}
	s, err := openDoor(os.Getenv(victimDoor), root)
	if err != nil {
		t.Fatal(err)
	}
	fmt.Println("\nbegun")
	for {
		p := published{Seed: mrand.Uint64N(1 << 16), Size: mrand.IntN(6 << 20)}
		if mrand.IntN(2) == 0 {
			p.Size = mrand.IntN(1000) + 100
		}
		key, err := storage.NewKey(rand.Reader)
		if err != nil {
			t.Fatal(err)
		}
		if p.Ref, err = storage.PutSealed(t.Context(), s, bytes.NewReader(killPlain(p.Seed, p.Size)), storage.SealConfig{Key: key, Rand: rand.Reader}); err != nil {
			t.Fatal(err)
		}
		if p.Envelope, err = storage.Wrap(key, to, nil); err != nil {
			t.Fatal(err)
		}
		b, err := json.Marshal(p)
		if err != nil {
			t.Fatal(err)
		}
		os.Stdout.Write(append(b, '\n'))
		// Staged, as a conductor does it: into a file without a name.
		if err := stageUnnamed(t.Context(), s, p.Ref, root); err != nil {
			t.Fatal(err)
		}
	}
}

func stageUnnamed(ctx context.Context, s storage.Store, ref storage.Ref, root string) error {
	o, err := s.Open(ctx, ref)
	if err != nil {
		return err
	}
	defer o.Close()
	f, err := os.CreateTemp(filepath.Dir(root), "staged-*")
	if err != nil {
		return err
	}
	defer f.Close()
	if err := os.Remove(f.Name()); err != nil {
		return err
	}
	return storage.Copy(ctx, f, o, 4)
}

func checkSurvivors(t *testing.T, door, root string, id storage.Identity, list []published) {
	t.Helper()
	if err := filepath.WalkDir(root, func(path string, e fs.DirEntry, err error) error {
		if err != nil || !e.Type().IsRegular() {
			return err
		}
		b, err := os.ReadFile(path)
		if bytes.Contains(b, []byte(canary)) {
			t.Errorf("plain bytes are in %s", path)
		}
		return err
	}); err != nil {
		t.Fatal(err)
	}
	s, err := openDoor(door, root)
	if err != nil {
		t.Fatalf("open after a kill: %v", err)
	}
	if c, ok := s.(io.Closer); ok {
		defer c.Close()
	}
	for _, p := range list {
		key, err := id.Unwrap(p.Envelope, nil)
		if err != nil {
			t.Fatal(err)
		}
		o, err := s.Open(t.Context(), p.Ref)
		if err != nil {
			t.Errorf("an acknowledged object of %d bytes is lost: %v", p.Size, err)
			continue
		}
		r, err := storage.OpenSealed(o, key, nil)
		if err == nil {
			var got []byte
			if got, err = io.ReadAll(io.NewSectionReader(r, 0, r.Size())); err == nil && !bytes.Equal(got, killPlain(p.Seed, p.Size)) {
				t.Errorf("an acknowledged object of %d bytes is another", p.Size)
			}
		}
		if err != nil {
			t.Errorf("an acknowledged object of %d bytes does not open: %v", p.Size, err)
		}
		o.Close()
	}
	left, err := filepath.Glob(filepath.Join(root, "tmp", "*"))
	if more, _ := filepath.Glob(filepath.Join(root, "*", "tmp", "*")); err != nil || len(left)+len(more) > 0 {
		t.Errorf("left over after opening again: %v %v, error %v", left, more, err)
	}
}
