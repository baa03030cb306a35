package doors_test

import (
	"bytes"
	"crypto/rand"
	"errors"
	"io"
	"net/http/httptest"
	"path/filepath"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"github.com/stintdao/stint/storage"
	"github.com/stintdao/stint/storage/doors"
	"github.com/stintdao/stint/storage/ipfs"
	"github.com/stintdao/stint/storage/s3"
)

func none(string) string { return "" }

// Each kind of location opens the store it names: what is put through one door is read through another.
func TestOpen(t *testing.T) {
	root := t.TempDir()
	c := doors.Config{Getenv: none, Rand: rand.Reader}
	want := []byte("the same everywhere")
	for _, location := range []string{root + "/plain", "dir:" + root + "/dir", "ipfs:" + root + "/ipfs"} {
		s, done, err := doors.Open(t.Context(), location, c)
		if err != nil {
			t.Fatalf("%s: %v", location, err)
		}
		ref, err := s.Put(t.Context(), bytes.NewReader(want))
		if err != nil {
			t.Fatal(err)
		}
		if err := done(); err != nil {
			t.Fatal(err)
		}
		s, done, err = doors.Open(t.Context(), location, c)
		if err != nil {
			t.Fatal(err)
		}
		check(t, s, ref, want)
		done()
	}
	node, err := ipfs.Open(filepath.Join(root, "ipfs"))
	if err != nil {
		t.Fatal(err)
	}
	defer node.Close()
	server := httptest.NewServer(node.Handler())
	defer server.Close()
	s, done, err := doors.Open(t.Context(), server.URL, c)
	if err != nil {
		t.Fatal(err)
	}
	defer done()
	ref, err := storage.RefOf(bytes.NewReader(want))
	if err != nil {
		t.Fatal(err)
	}
	check(t, s, ref, want)
}

func check(t *testing.T, s storage.Store, ref storage.Ref, want []byte) {
	t.Helper()
	o, err := s.Open(t.Context(), ref)
	if err != nil {
		t.Fatal(err)
	}
	defer o.Close()
	if got, err := io.ReadAll(io.NewSectionReader(o, 0, o.Size())); err != nil || !bytes.Equal(got, want) {
		t.Errorf("read %q, error %v", got, err)
	}
}

func TestBadLocations(t *testing.T) {
	for _, location := range []string{"", "dir:", "ipfs:", "ipfs://bafy", "ftp://host/x", "s3:", "s3://", "s3://key:secret@bucket", "s3://bucket?unknown=1",
		"s3://bucket?endpoint=host", "s3://bucket?endpoint=http://host/path", "http://", "x:y"} {
		if _, _, err := doors.Open(t.Context(), location, doors.Config{Getenv: none, Rand: rand.Reader}); !errors.Is(err, doors.ErrLocation) {
			t.Errorf("%q: error %v, want %v", location, err, doors.ErrLocation)
		}
	}
}

func TestS3(t *testing.T) {
	env := map[string]string{"AWS_ACCESS_KEY_ID": "id", "AWS_SECRET_ACCESS_KEY": "secret", "AWS_REGION": "eu-west-1", "AWS_ENDPOINT_URL": "http://env:9000"}
	keys := s3.Config{AccessKey: "id", SecretKey: "secret", Bucket: "b"}
	for location, tc := range map[string]struct {
		env  map[string]string
		want func(*s3.Config)
	}{
		"s3://b": {nil, func(c *s3.Config) {
			c.Endpoint, c.Region, c.AccessKey, c.SecretKey = "s3.amazonaws.com", "us-east-1", "", ""
		}},
		"s3://b/a/prefix/": {env, func(c *s3.Config) {
			c.Endpoint, c.Region, c.Insecure, c.Prefix, c.PathStyle = "env:9000", "eu-west-1", true, "a/prefix/", true
		}},
		"s3://b?endpoint=https://host:7&region=x": {env, func(c *s3.Config) { c.Endpoint, c.Region, c.PathStyle = "host:7", "x", true }},
	} {
		got, err := doors.S3(location, doors.Config{Getenv: func(k string) string { return tc.env[k] }, Rand: rand.Reader})
		if err != nil {
			t.Errorf("%s: %v", location, err)
			continue
		}
		want := keys
		tc.want(&want)
		if diff := cmp.Diff(want, got, cmpopts.IgnoreFields(s3.Config{}, "Rand")); diff != "" {
			t.Errorf("%s (-want +got):\n%s", location, diff)
		}
	}
}
