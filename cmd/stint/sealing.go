package main

import (
	"context"
	"crypto/rand"
	"errors"
	"io"

	"github.com/stintdao/stint/storage"
	"github.com/stintdao/stint/storage/dir"
)

// resume seals one object, whose memory is at path until it is made: after a kill it goes on under the same key, as long as the plain bytes are what they
// were, and otherwise, once, begins again with another.
func resume(path string, seal func(mem *dir.Sealing) error) error {
	for again := false; ; again = true {
		mem, err := dir.OpenSealing(path, rand.Reader)
		if err != nil {
			return err
		}
		err = seal(mem)
		switch {
		case err == nil:
			return mem.Forget()
		case errors.Is(err, storage.ErrChanged) && !again: // since it was begun
			if err := mem.Forget(); err != nil {
				return err
			}
		default:
			return errors.Join(err, mem.Close())
		}
	}
}

// putter is where objects go.
type putter interface {
	Put(ctx context.Context, r io.Reader) (storage.Ref, error)
}

// sealTo seals what r reads as one object, goes on with what was sent before where the store can tell, commits to the key, and wraps it to everybody who may
// open it.
func sealTo(ctx context.Context, to putter, r io.Reader, mem *dir.Sealing, info []byte, who []storage.Recipient) (ref storage.Ref, commit [32]byte, keys []storage.Envelope, err error) {
	how := mem.Config(info)
	if ref, err = storage.PutSealed(ctx, named{to, mem.ID()}, r, how); err != nil {
		return ref, commit, nil, err
	}
	for _, w := range who {
		e, err := storage.Wrap(how.Key, w, info)
		if err != nil {
			return ref, commit, nil, err
		}
		keys = append(keys, e)
	}
	return ref, how.Key.Commit(ref), keys, nil
}

// named puts an object under a name by which some stores go on with what they have of it.
type named struct {
	putter
	id string
}

func (u named) Put(ctx context.Context, r io.Reader) (storage.Ref, error) {
	if to, ok := u.putter.(interface {
		PutAs(ctx context.Context, id string, r io.Reader) (storage.Ref, error)
	}); ok {
		return to.PutAs(ctx, u.id, r)
	}
	return u.putter.Put(ctx, r)
}
