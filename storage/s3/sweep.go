package s3

import (
	"context"
	"errors"
	"fmt"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/minio/minio-go/v7"

	"github.com/stintdao/stint/storage"
)

// Presign is a URL from which anybody who has it can download the bytes of an object for ttl, at most 7 days. It is ErrNotFound when
// the store does not hold the object. Whoever downloads must compare what comes with ref: nobody else does.
func (s *Store) Presign(ctx context.Context, ref storage.Ref, ttl time.Duration) (string, error) {
	_, at, err := s.find(ctx, ref)
	if err != nil {
		return "", fmt.Errorf("presign object %s: %w", ref, err)
	}
	params := url.Values{}
	if at.version != "" {
		params.Set("versionId", at.version)
	}
	u, err := s.core.PresignedGetObject(ctx, s.c.Bucket, at.key, ttl, params)
	if err != nil {
		return "", fmt.Errorf("presign object %s: %w", ref, err)
	}
	return u.String(), nil
}

// Delete removes an object. One that is not there is no error. Reads of it that are open fail from then on.
func (s *Store) Delete(ctx context.Context, ref storage.Ref) error {
	if err := s.delete(ctx, ref); err != nil {
		return fmt.Errorf("delete object %s: %w", ref, err)
	}
	return nil
}

func (s *Store) delete(ctx context.Context, ref storage.Ref) error {
	if err := ref.Check(); err != nil {
		return err
	}
	if s.c.ReadOnly {
		return storage.ErrReadOnly
	}
	if isLeaf(ref) {
		return s.erase(ctx, s.leafKey(ref))
	}
	_, at, err := s.find(ctx, ref)
	if errors.Is(err, storage.ErrNotFound) {
		return nil
	}
	if err != nil && !errors.Is(err, storage.ErrCorrupt) {
		return err
	}
	if eraseErr := s.erase(ctx, s.indexKey(ref)); eraseErr != nil || err != nil {
		return eraseErr // the data of a damaged index is left to AbortStale
	}
	return s.remove(ctx, at.key, at.version)
}

// List calls f for every object and the time it was stored, in no order, until f returns an error, which List returns. It does not
// read the objects: some may be damaged.
func (s *Store) List(ctx context.Context, f func(ref storage.Ref, modified time.Time) error) error {
	err := s.walk(ctx, "leaf/", func(o minio.ObjectInfo, name string) error {
		ref := storage.Ref{CID: name, Size: o.Size}
		if ref.Check() != nil || !isLeaf(ref) {
			return nil
		}
		return f(ref, o.LastModified)
	})
	if err == nil {
		err = s.walk(ctx, "index/", func(o minio.ObjectInfo, name string) error {
			ref, ok := indexed(name)
			if !ok {
				return nil
			}
			return f(ref, o.LastModified)
		})
	}
	if err != nil {
		return fmt.Errorf("list objects: %w", err)
	}
	return nil
}

// indexed is the object that an index with a name is of.
func indexed(name string) (storage.Ref, bool) {
	cid, size, _ := strings.Cut(name, "-")
	n, err := strconv.ParseInt(size, 10, 64)
	ref := storage.Ref{CID: cid, Size: n}
	return ref, err == nil && strconv.FormatInt(n, 10) == size && ref.Check() == nil && !isLeaf(ref)
}

// AbortStale removes what publishers that were killed have left: uploads that were started before a time, and data that is as old and
// that no index names. The time must be earlier than the start of every Put and of every first PutAs of an id that is still to succeed:
// what they have done until then is removed too. A damaged index is an error, and then no data is removed, because it could be that
// object's: put the object again, or delete it.
func (s *Store) AbortStale(ctx context.Context, before time.Time) error {
	if err := s.abortStale(ctx, before); err != nil {
		return fmt.Errorf("remove stale uploads: %w", err)
	}
	return nil
}

func (s *Store) abortStale(ctx context.Context, before time.Time) error {
	if s.c.ReadOnly {
		return storage.ErrReadOnly
	}
	for _, folder := range []string{"data/", "probe/"} {
		found, err := s.uploads(ctx, s.c.Prefix+folder)
		if err != nil {
			return err
		}
		for _, f := range found {
			if _, name, _ := strings.Cut(f.Key, folder); !names.MatchString(name) || !f.Initiated.Before(before) {
				continue
			}
			err := s.request(ctx, func(ctx context.Context) error {
				return s.core.AbortMultipartUpload(ctx, s.c.Bucket, f.Key, f.UploadID)
			})
			if err != nil && code(err) != minio.NoSuchUpload {
				return err
			}
		}
	}
	orphans := map[string]bool{}
	for _, folder := range []string{"data/", "probe/"} {
		err := s.walk(ctx, folder, func(o minio.ObjectInfo, name string) error {
			if names.MatchString(name) && o.LastModified.Before(before) {
				orphans[o.Key] = true
			}
			return nil
		})
		if err != nil {
			return err
		}
	}
	// The indexes are listed after the data, so that the data of an index that appears meanwhile is not taken for nobody's.
	if len(orphans) > 0 {
		err := s.walk(ctx, "index/", func(_ minio.ObjectInfo, name string) error {
			ref, ok := indexed(name)
			if !ok {
				return nil
			}
			_, at, err := s.find(ctx, ref)
			if err != nil && !errors.Is(err, storage.ErrNotFound) {
				return fmt.Errorf("index of %s: %w", ref, err)
			}
			delete(orphans, at.key)
			return nil
		})
		if err != nil {
			return err
		}
	}
	for key := range orphans {
		if err := s.erase(ctx, key); err != nil {
			return err
		}
	}
	return nil
}

// walk calls f for every object in a folder, with its name there.
func (s *Store) walk(ctx context.Context, folder string, f func(o minio.ObjectInfo, name string) error) error {
	const page = 1000
	prefix := s.c.Prefix + folder
	for after, more := "", true; more; {
		var got []minio.ObjectInfo
		err := s.request(ctx, func(ctx context.Context) error {
			opts := minio.ListObjectsOptions{Prefix: prefix, Recursive: true, StartAfter: after, MaxKeys: page}
			for o := range s.core.ListObjectsIter(ctx, s.c.Bucket, opts) {
				if o.Err != nil {
					return o.Err
				}
				if got = append(got, o); len(got) == page {
					break
				}
			}
			return ctx.Err()
		})
		if err != nil {
			return err
		}
		if more = len(got) == page; more {
			after = got[page-1].Key
		}
		for _, o := range got {
			name, ok := strings.CutPrefix(o.Key, prefix)
			if !ok {
				return fmt.Errorf("list %s: the server lists %.200q", folder, o.Key)
			}
			if err := f(o, name); err != nil {
				return err
			}
		}
	}
	return nil
}

// uploads lists the multipart uploads of keys with a prefix, the oldest first.
func (s *Store) uploads(ctx context.Context, prefix string) ([]minio.ObjectMultipartInfo, error) {
	var out []minio.ObjectMultipartInfo
	for key, id, more := "", "", true; more; {
		err := s.request(ctx, func(ctx context.Context) error {
			r, err := s.core.ListMultipartUploads(ctx, s.c.Bucket, prefix, key, id, "", 1000)
			if err != nil {
				return err
			}
			out = append(out, r.Uploads...)
			more = r.IsTruncated && (r.NextKeyMarker != key || r.NextUploadIDMarker != id)
			key, id = r.NextKeyMarker, r.NextUploadIDMarker
			return nil
		})
		if err != nil {
			return nil, fmt.Errorf("list uploads: %w", err)
		}
	}
	slices.SortFunc(out, func(a, b minio.ObjectMultipartInfo) int {
		if c := a.Initiated.Compare(b.Initiated); c != 0 {
			return c
		}
		return strings.Compare(a.UploadID, b.UploadID)
	})
	return out, nil
}
