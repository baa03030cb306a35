package storage_test

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"syscall"
	"testing"

	"github.com/stintdao/stint/storage"
	"github.com/stintdao/stint/storage/storagetest"
)

// A full disk is an error that says so. Nothing of the object is visible or left, what was there stays, and smaller ones still fit.
func TestFullDisk(t *testing.T) {
	for _, door := range []string{"dir", "ipfs"} {
		t.Run(door, func(t *testing.T) {
			root := filepath.Join(t.TempDir(), "small")
			if err := os.Mkdir(root, 0o700); err != nil {
				t.Fatal(err)
			}
			if err := syscall.Mount("tmpfs", root, "tmpfs", 0, "size=4m"); err != nil {
				storagetest.Without(t, "mount", fmt.Sprintf("only root can make a small disk: %v", err))
			}
			t.Cleanup(func() { syscall.Unmount(root, syscall.MNT_DETACH) })
			s, err := openDoor(door, root)
			if err != nil {
				t.Fatal(err)
			}
			if c, ok := s.(io.Closer); ok {
				defer c.Close()
			}
			first := storagetest.Bytes(1, 1<<20)
			ref, err := s.Put(t.Context(), bytes.NewReader(first))
			if err != nil {
				t.Fatal(err)
			}
			big := storagetest.Bytes(2, 6<<20)
			if got, err := s.Put(t.Context(), bytes.NewReader(big)); !errors.Is(err, syscall.ENOSPC) || got != (storage.Ref{}) {
				t.Errorf("put on a full disk: %v, error %v, want %v", got, err, syscall.ENOSPC)
			}
			bigRef, err := storage.RefOf(bytes.NewReader(big))
			if err != nil {
				t.Fatal(err)
			}
			if _, err := s.Open(t.Context(), bigRef); !errors.Is(err, storage.ErrNotFound) {
				t.Errorf("what did not fit is there: error %v", err)
			}
			second := storagetest.Bytes(3, 3<<19)
			if _, err := s.Put(t.Context(), bytes.NewReader(second)); err != nil {
				t.Errorf("what failed has left something: a smaller object does not fit: %v", err)
			}
			if got, err := readAll(s, ref); err != nil || !bytes.Equal(got, first) {
				t.Errorf("what was there before: error %v or other bytes", err)
			}
		})
	}
}
