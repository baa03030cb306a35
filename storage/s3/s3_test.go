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
	open := bucketsOf(t)
	storagetest.Run(t, func(root string) (storage.Store, error) { return open(root, 2) })
}

// bucketsOf opens stores in directories, each of which is a bucket of one server.
func bucketsOf(t *testing.T) func(dir string, parallel int) (*s3.Store, error) {
	server := storagetest.S3(t)
	var mu sync.Mutex
	buckets := map[string]string{}
	return func(dir string, parallel int) (*s3.Store, error) {
		mu.Lock()
		defer mu.Unlock()
		bucket, ok := buckets[dir]
		if !ok {
			var err error
			if bucket, err = server.BucketIn(dir); err != nil {
				return nil, err
			}
			buckets[dir] = bucket
		}
		c := config(server, bucket)
		c.Parallel = parallel
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
	}
}

// A cache over the door is a store like any other.
func TestCachedSuite(t *testing.T) {
	open := bucketsOf(t)
	storagetest.Run(t, func(root string) (storage.Store, error) {
		bucket := filepath.Join(root, "bucket")
		if err := os.MkdirAll(bucket, 0o700); err != nil {
			return nil, err
		}
		s, err := open(bucket, 0)
		if err != nil {
			return nil, err
		}
		cache, err := dir.Open(filepath.Join(root, "cache"))
		return storage.Cached(s, cache), err
	})
}
