package s3_test

import (
	"crypto/rand"
	"errors"
	"os"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"github.com/stintdao/stint/storage"
	"github.com/stintdao/stint/storage/dir"
	"github.com/stintdao/stint/storage/s3"
	"github.com/stintdao/stint/storage/storagetest"
)

const leaf = storage.LeafSize

func config(s *storagetest.S3Server, bucket string) s3.Config {
	return s3.Config{
		Endpoint: s.Endpoint, Bucket: bucket, AccessKey: s.AccessKey, SecretKey: s.SecretKey, Insecure: true,
		Prefix: "stint/", PartSize: 5 << 20, Rand: rand.Reader,
	}
}

func TestSuite(t *testing.T) {
	server := storagetest.S3(t)
	var mu sync.Mutex
	buckets := map[string]string{}
	storagetest.Run(t, func(root string) (storage.Store, error) {
		mu.Lock()
		defer mu.Unlock()
		bucket, ok := buckets[root]
		if !ok {
			var err error
			if bucket, err = server.BucketIn(root); err != nil {
				return nil, err
			}
			buckets[root] = bucket
		}
		c := config(server, bucket)
		c.Parallel = 2
		s, err := s3.New(t.Context(), c)
		if err != nil {
			return nil, err
		}
		// A disk's store knows that its crashed writers are dead. Here somebody says so.
		err = s.AbortStale(t.Context(), time.Now().Add(time.Hour))
		if err != nil && !errors.Is(err, storage.ErrCorrupt) {
			return nil, err
		}
		return s, nil
	})
}

// A cache over the door is a store like any other.
func TestCachedSuite(t *testing.T) {
	server := storagetest.S3(t)
	var mu sync.Mutex
	buckets := map[string]string{}
	storagetest.Run(t, func(root string) (storage.Store, error) {
		mu.Lock()
		defer mu.Unlock()
		bucket, ok := buckets[root]
		if !ok {
			files := filepath.Join(root, "bucket")
			if err := os.MkdirAll(files, 0o700); err != nil {
				return nil, err
			}
			var err error
			if bucket, err = server.BucketIn(files); err != nil {
				return nil, err
			}
			buckets[root] = bucket
		}
		s, err := s3.New(t.Context(), config(server, bucket))
		if err != nil {
			return nil, err
		}
		if err := s.AbortStale(t.Context(), time.Now().Add(time.Hour)); err != nil && !errors.Is(err, storage.ErrCorrupt) {
			return nil, err
		}
		cache, err := dir.Open(filepath.Join(root, "cache"))
		return storage.Cached(s, cache), err
	})
}
