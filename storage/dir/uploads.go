package dir

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"sync"
	"time"

	"github.com/stintdao/stint/storage"
)

// ErrUpload reports an ID that is not 32 lower-case hexadecimal digits, or bytes that do not follow those that arrived.
var ErrUpload = errors.New("bad upload")

// Uploads are objects that arrive in pieces, one after the other, over connections that break. Who sends one draws an ID that nobody guesses, and learns
// from Received where to go on. When all of it is there Finish puts it into a store, and remembers what it became. What arrived survives the
// process, not a machine that loses its power: the address that Finish returns tells whether all is what was sent.
//
//	<root>/<id>        what has arrived
//	<root>/<id>.done   what the upload became
//
// What it does not protect against: somebody who knows an ID can append to the upload, and anybody can begin uploads until the disk is full. Sweep
// those that nobody finishes.
type Uploads struct {
	root  string
	store storage.Store

	mu   sync.Mutex
	busy map[string]chan struct{} // closed when whoever has it is done
}

// OpenUploads keeps uploads in the directory root until they are put into a store.
func OpenUploads(root string, store storage.Store) (*Uploads, error) {
	if err := os.MkdirAll(root, 0o700); err != nil {
		return nil, fmt.Errorf("open uploads: %w", err)
	}
	return &Uploads{root: root, store: store, busy: map[string]chan struct{}{}}, nil
}

// upload is one of them, held by one caller.
type upload struct {
	path string
	size int64        // what has arrived
	done *storage.Ref // what it became
}

// with waits for an upload and calls do with it.
func (u *Uploads) with(ctx context.Context, id string, do func(upload) error) error {
	if len(id) != 32 {
		return fmt.Errorf("ID %.40q: %w", id, ErrUpload)
	}
	for _, c := range id {
		if !(c >= '0' && c <= '9' || c >= 'a' && c <= 'f') {
			return fmt.Errorf("ID %.40q: %w", id, ErrUpload)
		}
	}
	mine := make(chan struct{})
	for {
		u.mu.Lock()
		other, taken := u.busy[id]
		if !taken {
			u.busy[id] = mine
		}
		u.mu.Unlock()
		if !taken {
			break
		}
		select {
		case <-other:
		case <-ctx.Done():
			return ctx.Err()
		}
	}
	defer func() {
		u.mu.Lock()
		defer u.mu.Unlock()
		delete(u.busy, id)
		close(mine)
	}()
	up := upload{path: filepath.Join(u.root, id)}
	b, err := os.ReadFile(up.path + ".done")
	if err == nil {
		up.done = new(storage.Ref)
		err = json.Unmarshal(b, up.done)
		up.size = up.done.Size
	} else if errors.Is(err, fs.ErrNotExist) {
		var info fs.FileInfo
		if info, err = os.Stat(up.path); err == nil {
			up.size = info.Size()
		} else if errors.Is(err, fs.ErrNotExist) {
			err = nil
		}
	}
	if err != nil {
		return err
	}
	return do(up)
}

// Received returns how many bytes of an upload have arrived; none of one that nobody began.
func (u *Uploads) Received(ctx context.Context, id string) (n int64, err error) {
	err = u.with(ctx, id, func(up upload) error {
		n = up.size
		return nil
	})
	if err != nil {
		return 0, fmt.Errorf("look at upload: %w", err)
	}
	return n, nil
}

// Append adds what r yields, bytes from at on, to an upload, and returns how many have arrived then. Those that have arrived before are passed over, so that a piece
// can be sent again; the error is ErrUpload if some are missing before at. When r breaks off, what it yielded before stays.
func (u *Uploads) Append(ctx context.Context, id string, at int64, r io.Reader) (n int64, err error) {
	err = u.with(ctx, id, func(up upload) error {
		n = up.size
		if at < 0 || at > n {
			return fmt.Errorf("%d bytes have arrived, these begin at %d: %w", n, at, ErrUpload)
		}
		if up.done != nil {
			return nil
		}
		if _, err := io.CopyN(io.Discard, r, n-at); err != nil {
			if err == io.EOF {
				return nil
			}
			return err
		}
		f, err := os.OpenFile(up.path, os.O_CREATE|os.O_WRONLY|os.O_APPEND, 0o600)
		if err != nil {
			return err
		}
		more, err := io.Copy(f, r)
		n += more
		return errors.Join(err, f.Close())
	})
	if err != nil {
		return n, fmt.Errorf("append to upload: %w", err)
	}
	return n, nil
}

// Finish puts the upload into the store and returns what it became, every time. The error is storage.ErrNotFound if nothing of it arrived.
func (u *Uploads) Finish(ctx context.Context, id string) (ref storage.Ref, err error) {
	err = u.with(ctx, id, func(up upload) error {
		if up.done != nil {
			ref = *up.done
			return nil
		}
		f, err := os.Open(up.path)
		if errors.Is(err, fs.ErrNotExist) {
			return storage.ErrNotFound
		}
		if err != nil {
			return err
		}
		defer f.Close()
		if ref, err = u.store.Put(ctx, f); err != nil {
			return err
		}
		b, err := json.Marshal(ref)
		if err != nil {
			return err
		}
		if err := os.WriteFile(up.path+".new", b, 0o600); err != nil {
			return err
		}
		return errors.Join(os.Rename(up.path+".new", up.path+".done"), os.Remove(up.path))
	})
	if err != nil {
		return storage.Ref{}, fmt.Errorf("finish upload: %w", err)
	}
	return ref, nil
}

// Forget removes what is known of an upload: the same ID begins another one.
func (u *Uploads) Forget(ctx context.Context, id string) error {
	return u.with(ctx, id, func(up upload) error {
		for _, path := range []string{up.path, up.path + ".done"} {
			if err := os.Remove(path); err != nil && !errors.Is(err, fs.ErrNotExist) {
				return fmt.Errorf("forget upload: %w", err)
			}
		}
		return nil
	})
}

// Sweep forgets uploads to which nothing was added since before.
func (u *Uploads) Sweep(ctx context.Context, before time.Time) error {
	entries, err := os.ReadDir(u.root)
	if err != nil {
		return fmt.Errorf("sweep uploads: %w", err)
	}
	for _, e := range entries {
		info, err := e.Info()
		if err != nil || !info.ModTime().Before(before) {
			continue
		}
		if err := u.Forget(ctx, e.Name()[:min(32, len(e.Name()))]); err != nil && !errors.Is(err, ErrUpload) {
			return err
		}
	}
	return nil
}
