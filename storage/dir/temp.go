package dir

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"sync"
	"sync/atomic"
	"syscall"

	"github.com/stintdao/stint/storage"
)

// temp is a file being written. Its writer holds a lock on it, which the kernel drops when the writer dies: that is how sweep
// tells what a crash left from what another process is writing.
type temp struct {
	*os.File
	done   bool
	bypass sync.Once
	direct *os.File    // the same file, past the page cache; nil where the file system has no such way
	plain  atomic.Bool // direct turned out not to work
}

func newTemp(dir string) (*temp, error) {
	for {
		f, err := os.CreateTemp(dir, "put-*")
		if err != nil {
			return nil, err
		}
		if err := syscall.Flock(int(f.Fd()), syscall.LOCK_EX); err != nil {
			return nil, errors.Join(err, f.Close(), os.Remove(f.Name()))
		}
		info, err := f.Stat()
		if err != nil {
			return nil, errors.Join(err, f.Close(), os.Remove(f.Name()))
		}
		if info.Sys().(*syscall.Stat_t).Nlink > 0 {
			return &temp{File: f}, nil
		}
		f.Close() // swept between its creation and the lock: again
	}
}

// writeLeaf writes leaf i of an object. It may be called concurrently. Whole leaves but the first go past the page cache: copying them there, to be
// written once and perhaps never read, costs more processor time than sealing them does. Where that is not to be had they are written as others are.
func (t *temp) writeLeaf(i int, b []byte) error {
	off := int64(i) * storage.LeafSize
	if i > 0 && len(b) == storage.LeafSize {
		if done, err := t.writeDirect(b, off); done {
			return err
		}
	}
	if _, err := t.WriteAt(b, off); err != nil {
		return err
	}
	if len(b) == storage.LeafSize {
		// Start writing it to the disk while the next ones are hashed: the sync at the end has less to wait for. It promises nothing, so its failure is of
		// no interest.
		const syncFileRangeWrite = 2
		syscall.SyncFileRange(int(t.Fd()), off, int64(len(b)), syncFileRangeWrite)
	}
	return nil
}

// writeDirect reports false where it cannot write.
func (t *temp) writeDirect(b []byte, off int64) (bool, error) {
	t.bypass.Do(func() {
		if f, err := os.OpenFile(t.Name(), os.O_WRONLY|syscall.O_DIRECT, 0); err == nil {
			t.direct = f
		}
	})
	if t.direct == nil || t.plain.Load() {
		return false, nil
	}
	_, err := t.direct.WriteAt(b, off)
	if errors.Is(err, syscall.EINVAL) {
		t.plain.Store(true) // it asks for an alignment that the bytes do not have
		return false, nil
	}
	return true, err
}

// writeDigests writes a whole file of digests, and waits until it is on the disk.
func (t *temp) writeDigests(all [][32]byte) error {
	b := make([]byte, 0, 32*len(all))
	for _, d := range all {
		b = append(b, d[:]...)
	}
	if _, err := t.Write(b); err != nil {
		return err
	}
	return t.Sync()
}

// commit gives a synced file its name, replacing what had it. The name is durable after SyncDir.
func (t *temp) commit(to string) error {
	if err := os.Rename(t.Name(), to); err != nil {
		return err
	}
	t.done = true
	t.close() // its bytes are on the disk: nothing can be lost by closing
	return nil
}

// discard removes the file unless it was committed.
func (t *temp) discard() {
	if t.done {
		return
	}
	os.Remove(t.Name())
	t.close()
}

func (t *temp) close() {
	t.Close()
	if t.direct != nil {
		t.direct.Close()
	}
}

// sweep removes the files in dir that nobody is writing.
func sweep(dir string) error {
	entries, err := os.ReadDir(dir)
	if err != nil {
		return err
	}
	for _, e := range entries {
		path := filepath.Join(dir, e.Name())
		f, err := os.Open(path)
		if errors.Is(err, fs.ErrNotExist) {
			continue
		}
		if err != nil {
			return err
		}
		err = syscall.Flock(int(f.Fd()), syscall.LOCK_EX|syscall.LOCK_NB)
		if err == nil {
			err = os.Remove(path)
		}
		f.Close()
		if err != nil && !errors.Is(err, syscall.EWOULDBLOCK) && !errors.Is(err, fs.ErrNotExist) {
			return err
		}
	}
	return nil
}

// SyncDir waits until what a directory lists is on the disk.
func SyncDir(path string) error {
	d, err := os.Open(path)
	if err != nil {
		return err
	}
	return errors.Join(d.Sync(), d.Close())
}
