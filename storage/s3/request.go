package s3

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"net/http"
	"time"

	"github.com/minio/minio-go/v7"

	"github.com/stintdao/stint/storage"
)

var (
	errExists = errors.New("the object exists already")
	errStall  = errors.New("the S3 server made no progress")
	errCut    = errors.New("the S3 server stopped sending")
)

// watched is a context that ends when nothing has moved for a while.
type watched struct {
	context.Context
	cancel context.CancelCauseFunc
	timer  *time.Timer
	wait   time.Duration
}

func watch(ctx context.Context, wait time.Duration) *watched {
	ctx, cancel := context.WithCancelCause(ctx)
	timer := time.AfterFunc(wait, func() { cancel(fmt.Errorf("%w for %v", errStall, wait)) })
	return &watched{ctx, cancel, timer, wait}
}

func (w *watched) moved() { w.timer.Reset(w.wait) }

func (w *watched) done() {
	w.timer.Stop()
	w.cancel(nil)
}

// why is the reason that a request failed with err: the end of the context is not one, what ended it is.
func (w *watched) why(err error) error {
	if err != nil && w.Err() != nil {
		return context.Cause(w)
	}
	return explain(err)
}

// request makes a request that moves little data and may take the time of one stall.
func (s *Store) request(ctx context.Context, f func(ctx context.Context) error) error {
	w := watch(ctx, s.c.Stall)
	defer w.done()
	return w.why(f(w))
}

// explain turns the errors of the library into those of storage.
func explain(err error) error {
	var r minio.ErrorResponse
	if err == nil || !errors.As(err, &r) {
		return err
	}
	said := fmt.Sprintf("server answers %s: %s", r.Code, r.Message)
	switch {
	case r.Code == minio.NoSuchKey || r.Code == minio.NoSuchVersion:
		return fmt.Errorf("%s: %w", said, storage.ErrNotFound)
	case r.Code == minio.PreconditionFailed:
		return fmt.Errorf("%s: %w", said, errExists)
	case r.Code == minio.InvalidRange:
		return fmt.Errorf("%s: %w", said, storage.ErrCorrupt)
	case r.StatusCode == http.StatusForbidden, r.StatusCode == http.StatusUnauthorized, r.Code == "XAdminUserNotFound": // the last is versitygw's
		return fmt.Errorf("%w: %s", ErrDenied, said)
	}
	return fmt.Errorf("server answers %s: %w", r.Code, err)
}

func code(err error) string {
	var r minio.ErrorResponse
	errors.As(err, &r)
	return r.Code
}

// twice tries again what failed on the way: a stall, or bytes that stopped coming. What the server answers is final, the library has
// asked it often enough.
func twice(ctx context.Context, f func() error) error {
	err := f()
	if (errors.Is(err, errStall) || errors.Is(err, errCut)) && ctx.Err() == nil {
		err = f()
	}
	return err
}

// stat is the size and version of an object.
func (s *Store) stat(ctx context.Context, key, version string) (info minio.ObjectInfo, err error) {
	err = s.request(ctx, func(ctx context.Context) (err error) {
		info, err = s.core.StatObject(ctx, s.c.Bucket, key, minio.StatObjectOptions{VersionID: version})
		return err
	})
	return info, err
}

// get reads a whole object of at most limit bytes. A longer one is ErrCorrupt.
func (s *Store) get(ctx context.Context, key, version string, limit int64) (b []byte, err error) {
	err = twice(ctx, func() error {
		w := watch(ctx, s.c.Stall)
		defer w.done()
		body, _, _, err := s.core.GetObject(w, s.c.Bucket, key, minio.GetObjectOptions{VersionID: version})
		if err != nil {
			return w.why(err)
		}
		defer body.Close()
		if b, err = io.ReadAll(io.LimitReader(moving{body, w}, limit+1)); err != nil {
			return fmt.Errorf("read %s: %w", s.short(key), cut(w, err))
		}
		if int64(len(b)) > limit {
			return fmt.Errorf("%s is longer than %d bytes: %w", s.short(key), limit, storage.ErrCorrupt)
		}
		return nil
	})
	return b, err
}

// readRange fills p with the bytes of an object at off. The object must be total bytes long.
func (s *Store) readRange(ctx context.Context, at place, off, total int64, p []byte) error {
	if len(p) == 0 {
		return nil
	}
	return twice(ctx, func() error {
		w := watch(ctx, s.c.Stall)
		defer w.done()
		opts := minio.GetObjectOptions{VersionID: at.version}
		if int64(len(p)) < total { // servers are quicker with a whole object than with a range that is all of it
			opts.Set("Range", fmt.Sprintf("bytes=%d-%d", off, off+int64(len(p))-1))
		}
		body, info, header, err := s.core.GetObject(w, s.c.Bucket, at.key, opts)
		if err != nil {
			return w.why(err)
		}
		defer body.Close()
		want := fmt.Sprintf("bytes %d-%d/%d", off, off+int64(len(p))-1, total)
		if got := header.Get("Content-Range"); got != want && (got != "" || info.Size != total || int64(len(p)) != total) {
			return fmt.Errorf("asked for %q and got %q of %d bytes: %w", want, got, info.Size, storage.ErrCorrupt)
		}
		if info.Size >= 0 && info.Size != int64(len(p)) {
			return fmt.Errorf("asked for %d bytes and got %d: %w", len(p), info.Size, storage.ErrCorrupt)
		}
		if _, err := io.ReadFull(moving{body, w}, p); err != nil {
			return fmt.Errorf("read %s: %w", s.short(at.key), cut(w, err))
		}
		// The connection is used again only if the end was seen.
		if n, err := body.Read(make([]byte, 1)); n != 0 || err != io.EOF {
			return fmt.Errorf("%s goes on after %d bytes: %w", s.short(at.key), len(p), storage.ErrCorrupt)
		}
		return nil
	})
}

// cut is why the bytes of an answer stopped: not an end that could be taken for the end of the object.
func cut(w *watched, err error) error {
	if w.Err() != nil {
		return context.Cause(w)
	}
	return fmt.Errorf("%w: %v", errCut, err)
}

// moving tells the watch of what it reads.
type moving struct {
	io.Reader
	w *watched
}

func (m moving) Read(p []byte) (int, error) {
	n, err := m.Reader.Read(p)
	if n > 0 {
		m.w.moved()
	}
	return n, err
}

// create stores bytes under a key that has none, or returns errExists, and says in which version.
func (s *Store) create(ctx context.Context, key string, b []byte) (version string, err error) {
	if !s.atPut {
		if _, err := s.stat(ctx, key, ""); !errors.Is(err, storage.ErrNotFound) {
			if err == nil {
				err = errExists
			}
			return "", err
		}
	}
	return s.write(ctx, key, b, s.atPut)
}

// write stores bytes under a key, whatever it has unless fresh is set.
func (s *Store) write(ctx context.Context, key string, b []byte, fresh bool) (version string, err error) {
	sum := sha256.Sum256(b)
	return s.put(ctx, key, bytes.NewReader(b), int64(len(b)), hex.EncodeToString(sum[:]), nil, fresh)
}

// body is what a request sends. It can be sent again from its start.
type body interface {
	io.Reader
	io.Seeker
}

// put makes one PUT. The server compares the bytes with sha256, in hexadecimal, where it is not empty, and with the checksums in sums.
func (s *Store) put(ctx context.Context, key string, b body, size int64, sha256 string, sums map[string]string, fresh bool) (version string, err error) {
	opts := minio.PutObjectOptions{DisableContentSha256: true, UserMetadata: sums}
	if fresh {
		opts.SetMatchETagExcept("*")
	}
	err = twice(ctx, func() error {
		w := watch(ctx, s.c.Stall)
		defer w.done()
		info, err := s.core.PutObject(w, s.c.Bucket, key, sending{b, w}, size, "", sha256, opts)
		version = info.VersionID
		return w.why(err)
	})
	if code(err) == "ConditionalRequestConflict" { // another one is creating it at this moment
		err = fmt.Errorf("%w: %w", err, errExists)
	}
	return version, err
}

// sending tells the watch of what the transport takes.
type sending struct {
	body
	w *watched
}

func (m sending) Read(p []byte) (int, error) {
	m.w.moved()
	return m.body.Read(p)
}

// remove removes one version of an object, or the object where there are no versions.
func (s *Store) remove(ctx context.Context, key, version string) error {
	err := s.request(ctx, func(ctx context.Context) error {
		return s.core.RemoveObject(ctx, s.c.Bucket, key, minio.RemoveObjectOptions{VersionID: version})
	})
	if errors.Is(err, storage.ErrNotFound) {
		return nil
	}
	return err
}

// erase removes an object and, where the bucket keeps versions, all of those that would come to light.
func (s *Store) erase(ctx context.Context, key string) error {
	for range 1000 {
		info, err := s.stat(ctx, key, "")
		if errors.Is(err, storage.ErrNotFound) {
			return nil
		}
		if err != nil {
			return err
		}
		if err := s.remove(ctx, key, info.VersionID); err != nil {
			return err
		}
	}
	return fmt.Errorf("remove %s: it is always there again", s.short(key))
}
