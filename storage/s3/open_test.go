package s3_test

import (
	"bytes"
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"log"
	"net/http"
	"net/http/httptest"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"testing/iotest"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/minio/minio-go/v7"
	"github.com/minio/minio-go/v7/pkg/credentials"

	"github.com/stintdao/stint/storage"
	"github.com/stintdao/stint/storage/s3"
	"github.com/stintdao/stint/storage/storagetest"
)

// Nothing that stands between a store and its server makes it return wrong bytes, wait for ever, or go elsewhere.
func TestMischiefIsAnError(t *testing.T) {
	server := storagetest.S3(t)
	bucket := server.Bucket(t)
	p := newProxy(t, server)
	c := config(server, bucket)
	c.Stall = 200 * time.Millisecond
	s := p.store(t, c)
	data := storagetest.Bytes(1, 3*leaf+5)
	ref, err := s.Put(t.Context(), bytes.NewReader(data))
	if err != nil {
		t.Fatal(err)
	}
	var elsewhere atomic.Int32
	thief := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { elsewhere.Add(1) }))
	defer thief.Close()
	// answer sends n bytes of b under headers that say what they like.
	answer := func(w http.ResponseWriter, contentRange string, length int, b []byte) {
		h := w.Header()
		h.Set("Last-Modified", "Thu, 01 Jan 2026 00:00:00 GMT")
		h.Set("Content-Length", strconv.Itoa(length))
		code := http.StatusOK
		if contentRange != "" {
			h.Set("Content-Range", contentRange)
			code = http.StatusPartialContent
		}
		w.WriteHeader(code)
		w.Write(b)
		w.(http.Flusher).Flush()
	}
	second := fmt.Sprintf("bytes %d-%d/%d", leaf, 2*leaf-1, len(data))
	release := make(chan bool)
	t.Cleanup(func() { close(release) })
	for name, tc := range map[string]struct {
		do      func(w http.ResponseWriter, r *http.Request)
		corrupt bool
	}{
		"other bytes": {func(w http.ResponseWriter, r *http.Request) { answer(w, second, leaf, data[:leaf]) }, true},
		"one bit": {func(w http.ResponseWriter, r *http.Request) {
			b := bytes.Clone(data[leaf : 2*leaf])
			b[9] ^= 1
			answer(w, second, leaf, b)
		}, true},
		"other range": {func(w http.ResponseWriter, r *http.Request) {
			answer(w, fmt.Sprintf("bytes 0-%d/%d", leaf-1, len(data)), leaf, data[:leaf])
		}, true},
		"range ignored": {func(w http.ResponseWriter, r *http.Request) { answer(w, "", len(data), data) }, true},
		"no range":      {func(w http.ResponseWriter, r *http.Request) { answer(w, "", leaf, data[leaf:2*leaf]) }, true},
		"other total": {func(w http.ResponseWriter, r *http.Request) {
			answer(w, fmt.Sprintf("bytes %d-%d/%d", leaf, 2*leaf-1, len(data)+1), leaf, data[leaf:2*leaf])
		}, true},
		"shorter":   {func(w http.ResponseWriter, r *http.Request) { answer(w, second, leaf-1, data[leaf:2*leaf-1]) }, true},
		"longer":    {func(w http.ResponseWriter, r *http.Request) { answer(w, second, leaf+1, data[leaf:2*leaf+1]) }, true},
		"nothing":   {func(w http.ResponseWriter, r *http.Request) { answer(w, second, 0, nil) }, true},
		"not there": {func(w http.ResponseWriter, r *http.Request) { http.NotFound(w, r) }, false},
		"cut": {func(w http.ResponseWriter, r *http.Request) {
			answer(w, second, leaf, data[leaf:leaf+1000])
			panic(http.ErrAbortHandler)
		}, false},
		"silent": {func(w http.ResponseWriter, r *http.Request) { wait(r, release) }, false},
		"silent half way": {func(w http.ResponseWriter, r *http.Request) {
			answer(w, second, leaf, data[leaf:leaf+1000])
			wait(r, release)
		}, false},
		"redirect": {func(w http.ResponseWriter, r *http.Request) {
			http.Redirect(w, r, thief.URL+r.URL.Path, http.StatusTemporaryRedirect)
		}, false},
		"redirect for ever": {func(w http.ResponseWriter, r *http.Request) {
			http.Redirect(w, r, r.URL.String(), http.StatusMovedPermanently)
		}, false},
		"forbidden": {func(w http.ResponseWriter, r *http.Request) { http.Error(w, "no", http.StatusForbidden) }, false},
		"web page":  {func(w http.ResponseWriter, r *http.Request) { w.Write([]byte("<html>please log in</html>")) }, false},
	} {
		t.Run(name, func(t *testing.T) {
			p.reset(nil)
			o, err := s.Open(t.Context(), ref)
			if err != nil {
				t.Fatal(err)
			}
			defer o.Close()
			p.reset(func(w http.ResponseWriter, r *http.Request) bool {
				if !strings.HasPrefix(r.Header.Get("Range"), fmt.Sprintf("bytes=%d-", leaf)) {
					return false
				}
				tc.do(w, r)
				return true
			})
			b := make([]byte, len(data))
			start := time.Now()
			n, err := o.ReadAt(b[:leaf], 0)
			if err == nil {
				var more int
				more, err = o.ReadAt(b[leaf:2*leaf], leaf)
				n += more
			}
			if err == nil || errors.Is(err, io.EOF) || errors.Is(err, storage.ErrCorrupt) != tc.corrupt && name != "web page" {
				t.Errorf("error %v, corrupt wanted: %v", err, tc.corrupt)
			}
			if n != leaf || !bytes.Equal(b[:n], data[:n]) || !bytes.Equal(b[leaf:2*leaf], make([]byte, leaf)) {
				t.Errorf("%d bytes were read, or unverified ones are in the buffer", n)
			}
			if took := time.Since(start); took > 10*time.Second {
				t.Errorf("it took %v to fail", took)
			}
			// The same for an index and for what New asks.
			p.reset(func(w http.ResponseWriter, r *http.Request) bool {
				if kind(r) != "GET index" {
					return false
				}
				tc.do(w, r)
				return true
			})
			if o, err := s.Open(t.Context(), ref); err == nil {
				o.Close()
				t.Error("opened")
			}
		})
	}
	if n := elsewhere.Load(); n != 0 {
		t.Errorf("%d requests went to another host", n)
	}
	p.reset(nil)
	wantBytes(t, s, data)
}

func wait(r *http.Request, release <-chan bool) {
	select {
	case <-r.Context().Done():
	case <-release:
	}
	panic(http.ErrAbortHandler)
}

// A connection that breaks once, or falls silent once, is not the end of a read.
func TestReadsSurviveOneFault(t *testing.T) {
	server := storagetest.S3(t)
	p := newProxy(t, server)
	c := config(server, server.Bucket(t))
	c.Stall = 300 * time.Millisecond
	s := p.store(t, c)
	data := storagetest.Bytes(2, 3*leaf)
	ref, err := s.Put(t.Context(), bytes.NewReader(data))
	if err != nil {
		t.Fatal(err)
	}
	for name, fault := range map[string]func(w http.ResponseWriter, r *http.Request){
		"refused": func(w http.ResponseWriter, r *http.Request) { panic(http.ErrAbortHandler) },
		"busy":    func(w http.ResponseWriter, r *http.Request) { http.Error(w, "", http.StatusServiceUnavailable) },
		"silent":  func(w http.ResponseWriter, r *http.Request) { wait(r, nil) },
		"cut": func(w http.ResponseWriter, r *http.Request) {
			w.Header().Set("Content-Range", fmt.Sprintf("bytes %d-%d/%d", leaf, 2*leaf-1, len(data)))
			w.Header().Set("Content-Length", strconv.Itoa(leaf))
			w.Header().Set("Last-Modified", "Thu, 01 Jan 2026 00:00:00 GMT")
			w.WriteHeader(http.StatusPartialContent)
			w.Write(make([]byte, 1000))
			panic(http.ErrAbortHandler)
		},
	} {
		var n atomic.Int32
		p.reset(func(w http.ResponseWriter, r *http.Request) bool {
			if !strings.HasPrefix(r.Header.Get("Range"), fmt.Sprintf("bytes=%d-", leaf)) || n.Add(1) > 1 {
				return false
			}
			fault(w, r)
			return true
		})
		o, err := s.Open(t.Context(), ref)
		if err != nil {
			t.Fatal(err)
		}
		got := make([]byte, leaf)
		if _, err := o.ReadAt(got, leaf); err != nil || !bytes.Equal(got, data[leaf:2*leaf]) {
			t.Errorf("%s: error %v or wrong bytes", name, err)
		}
		o.Close()
		if n.Load() < 2 {
			t.Errorf("%s: the fault did not happen", name)
		}
	}
}

// The context of Open ends with Open; closing an object ends its reads.
func TestOpenAndCloseBoundRequests(t *testing.T) {
	server := storagetest.S3(t)
	p := newProxy(t, server)
	s := p.store(t, config(server, server.Bucket(t)))
	data := storagetest.Bytes(3, 2*leaf)
	ref, err := s.Put(t.Context(), bytes.NewReader(data))
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	o, err := s.Open(ctx, ref)
	if err != nil {
		t.Fatal(err)
	}
	cancel()
	got := make([]byte, len(data))
	if _, err := o.ReadAt(got, 0); err != nil || !bytes.Equal(got, data) {
		t.Errorf("after the context of Open: error %v or wrong bytes", err)
	}
	asked := make(chan bool, 9)
	p.reset(func(w http.ResponseWriter, r *http.Request) bool {
		asked <- true
		wait(r, nil)
		return true
	})
	go func() {
		<-asked
		o.Close()
	}()
	start := time.Now()
	if _, err := o.ReadAt(got, 0); !errors.Is(err, fs.ErrClosed) || time.Since(start) > 10*time.Second {
		t.Errorf("closed during a read: error %v after %v, want %v", err, time.Since(start), fs.ErrClosed)
	}
	if _, err := o.ReadAt(got, 0); !errors.Is(err, fs.ErrClosed) {
		t.Errorf("after Close: error %v, want %v", err, fs.ErrClosed)
	}
	ctx, cancel = context.WithTimeout(t.Context(), 100*time.Millisecond)
	defer cancel()
	if _, err := s.Open(ctx, ref); !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("open of a silent server: error %v, want %v", err, context.DeadlineExceeded)
	}
}

func TestTLS(t *testing.T) {
	t.Parallel() // it waits
	server := storagetest.S3(t)
	front := httptest.NewUnstartedServer(newProxy(t, server))
	front.Config.ErrorLog = log.New(io.Discard, "", 0)
	front.StartTLS()
	defer front.Close()
	c := config(server, server.Bucket(t))
	c.Endpoint, c.Insecure = strings.TrimPrefix(front.URL, "https://"), false
	if _, err := s3.New(t.Context(), c); err == nil {
		t.Error("a certificate that nobody knows is accepted")
	}
	c.Transport = front.Client().Transport
	s := open(t, c)
	for _, n := range []int{5, 2 * leaf, 6 * leaf} {
		b := storagetest.Bytes(uint64(n), n)
		if _, err := s.Put(t.Context(), bytes.NewReader(b)); err != nil {
			t.Fatal(err)
		}
		wantBytes(t, s, b)
	}
}

func client(t *testing.T, server *storagetest.S3Server) *minio.Client {
	t.Helper()
	c, err := minio.New(server.Endpoint, &minio.Options{Creds: credentials.NewStaticV4(server.AccessKey, server.SecretKey, ""), Region: "us-east-1"})
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// Where the bucket keeps versions, a Ref reads the bytes that its index names, whatever the data key has now.
func TestVersionsArePinned(t *testing.T) {
	server := storagetest.S3(t)
	bucket := server.Bucket(t)
	admin := client(t, server)
	if err := admin.EnableVersioning(t.Context(), bucket); err != nil {
		t.Fatal(err)
	}
	s := open(t, config(server, bucket))
	var want [][]byte
	for _, n := range []int{2 * leaf, 11 * leaf} {
		want = append(want, storagetest.Bytes(uint64(n), n))
		if _, err := s.Put(t.Context(), bytes.NewReader(want[len(want)-1])); err != nil {
			t.Fatal(err)
		}
	}
	small := []byte("small")
	ref, err := s.Put(t.Context(), bytes.NewReader(small))
	if err != nil {
		t.Fatal(err)
	}
	versions := func(folder string) (n int) {
		opts := minio.ListObjectsOptions{Prefix: "stint/" + folder, Recursive: true, WithVersions: true}
		for o := range admin.ListObjectsIter(t.Context(), bucket, opts) {
			if o.Err != nil {
				t.Fatal(o.Err)
			}
			n++
		}
		return n
	}
	if n := versions("probe/"); n != 0 {
		t.Errorf("New left %d versions of its probe", n)
	}
	for _, key := range keys(t, server, bucket) {
		if strings.Contains(key, "/index/") {
			continue
		}
		junk := []byte("junk!")
		if _, err := admin.PutObject(t.Context(), bucket, key, bytes.NewReader(junk), int64(len(junk)), minio.PutObjectOptions{}); err != nil {
			t.Fatal(err)
		}
	}
	for _, b := range want {
		wantBytes(t, s, b)
		u, err := s.Presign(t.Context(), refOf(t, b), time.Minute)
		if err != nil {
			t.Fatal(err)
		}
		if got := download(t, u); !bytes.Equal(got, b) {
			t.Errorf("presigned: %d bytes that are not the object", len(got))
		}
	}
	if b, err := read(t, s, ref); !errors.Is(err, storage.ErrCorrupt) {
		t.Errorf("overwritten leaf: %q, error %v, want %v", b, err, storage.ErrCorrupt)
	}
	if _, err := s.Put(t.Context(), bytes.NewReader(small)); err != nil {
		t.Fatal(err)
	}
	wantBytes(t, s, small)
	for _, b := range append(want, small) {
		if err := s.Delete(t.Context(), refOf(t, b)); err != nil {
			t.Error(err)
		}
		if _, err := s.Open(t.Context(), refOf(t, b)); !errors.Is(err, storage.ErrNotFound) {
			t.Errorf("deleted: error %v, want %v", err, storage.ErrNotFound)
		}
	}
	if n := versions("leaf/") + versions("index/"); n != 0 {
		t.Errorf("%d versions are left of deleted objects", n)
	}
}

func download(t *testing.T, url string) []byte {
	t.Helper()
	resp, err := http.Get(url)
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	b, err := io.ReadAll(resp.Body)
	if err != nil || resp.StatusCode != http.StatusOK {
		t.Errorf("download: %s, error %v", resp.Status, err)
	}
	return b
}

func TestPresignedURL(t *testing.T) {
	t.Parallel() // it waits
	server := storagetest.S3(t)
	s := open(t, config(server, server.Bucket(t)))
	for _, n := range []int{0, 5, 2*leaf + 1} {
		b := storagetest.Bytes(uint64(n), n)
		if _, err := s.Presign(t.Context(), refOf(t, b), time.Minute); !errors.Is(err, storage.ErrNotFound) {
			t.Errorf("of nothing: error %v, want %v", err, storage.ErrNotFound)
		}
		if _, err := s.Put(t.Context(), bytes.NewReader(b)); err != nil {
			t.Fatal(err)
		}
		u, err := s.Presign(t.Context(), refOf(t, b), time.Minute)
		if err != nil {
			t.Fatal(err)
		}
		if got := download(t, u); !bytes.Equal(got, b) {
			t.Errorf("%d bytes that are not the object", len(got))
		}
	}
	ref := refOf(t, storagetest.Bytes(5, 5))
	u, err := s.Presign(t.Context(), ref, time.Second)
	if err != nil {
		t.Fatal(err)
	}
	time.Sleep(2100 * time.Millisecond)
	resp, err := http.Get(u)
	if err != nil {
		t.Fatal(err)
	}
	resp.Body.Close()
	if resp.StatusCode != http.StatusForbidden {
		t.Errorf("expired: %s", resp.Status)
	}
	for _, ttl := range []time.Duration{0, -time.Second, 8 * 24 * time.Hour} {
		if _, err := s.Presign(t.Context(), ref, ttl); err == nil {
			t.Errorf("for %v: accepted", ttl)
		}
	}
}

func TestListDeleteAndSweep(t *testing.T) {
	server := storagetest.S3(t)
	bucket := server.Bucket(t)
	s := open(t, config(server, bucket))
	want := map[storage.Ref]bool{}
	var data [][]byte
	for _, n := range []int{0, 7, leaf, leaf + 1, 6 * leaf} {
		data = append(data, storagetest.Bytes(uint64(n), n))
		ref, err := s.Put(t.Context(), bytes.NewReader(data[len(data)-1]))
		if err != nil {
			t.Fatal(err)
		}
		want[ref] = true
	}
	list := func() map[storage.Ref]bool {
		got := map[storage.Ref]bool{}
		err := s.List(t.Context(), func(ref storage.Ref, modified time.Time) error {
			if age := time.Since(modified); age < -time.Minute || age > time.Hour {
				t.Errorf("modified %v ago", age)
			}
			got[ref] = true
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
		return got
	}
	if diff := cmp.Diff(want, list()); diff != "" {
		t.Errorf("objects (-want +got):\n%s", diff)
	}
	stop := errors.New("stop")
	if err := s.List(t.Context(), func(storage.Ref, time.Time) error { return stop }); !errors.Is(err, stop) {
		t.Errorf("error %v, want %v", err, stop)
	}

	// What killed publishers leave: an upload, and data without an index.
	admin := client(t, server)
	core := minio.Core{Client: admin}
	if _, err := core.NewMultipartUpload(t.Context(), bucket, "stint/data/p00000000", minio.PutObjectOptions{}); err != nil {
		t.Fatal(err)
	}
	uploads := func() int {
		r, err := core.ListMultipartUploads(t.Context(), bucket, "", "", "", "", 100)
		if err != nil {
			t.Fatal(err)
		}
		return len(r.Uploads)
	}
	// It breaks when its upload has begun: before, nothing of it would be left.
	begun := readerFunc(func([]byte) (int, error) {
		for range 500 {
			if uploads() == 2 {
				break
			}
			time.Sleep(10 * time.Millisecond)
		}
		return 0, io.EOF
	})
	src := io.MultiReader(bytes.NewReader(data[4]), bytes.NewReader(data[4]), begun, iotest.ErrReader(stop))
	if _, err := s.PutAs(t.Context(), "interrupted", src); !errors.Is(err, stop) {
		t.Fatal(err)
	}
	// A Put that fails cleans up itself.
	long := io.MultiReader(bytes.NewReader(data[4]), bytes.NewReader(data[4]), bytes.NewReader(data[4]), iotest.ErrReader(stop))
	if _, err := s.Put(t.Context(), long); !errors.Is(err, stop) {
		t.Fatal(err)
	}
	if _, err := admin.PutObject(t.Context(), bucket, "stint/data/p11111111", strings.NewReader("orphan"), 6, minio.PutObjectOptions{}); err != nil {
		t.Fatal(err)
	}
	if _, err := admin.PutObject(t.Context(), bucket, "elsewhere/data/p11111111", strings.NewReader("orphan"), 6, minio.PutObjectOptions{}); err != nil {
		t.Fatal(err)
	}
	if err := s.AbortStale(t.Context(), time.Now().Add(-time.Hour)); err != nil {
		t.Fatal(err)
	}
	if n := uploads(); n != 2 || folders(t, server, bucket)["data"] != 4 {
		t.Errorf("what is young was removed: %d uploads, %v", n, keys(t, server, bucket))
	}
	// A damaged index could name any data.
	index := ""
	for _, key := range keys(t, server, bucket) {
		if strings.Contains(key, "/index/") {
			index = key
		}
	}
	if _, err := admin.PutObject(t.Context(), bucket, index, strings.NewReader("damaged"), 7, minio.PutObjectOptions{}); err != nil {
		t.Fatal(err)
	}
	if err := s.AbortStale(t.Context(), time.Now().Add(time.Hour)); !errors.Is(err, storage.ErrCorrupt) {
		t.Errorf("error %v, want %v", err, storage.ErrCorrupt)
	}
	if got := folders(t, server, bucket)["data"]; got != 4 {
		t.Errorf("%d data objects of 4 are left", got)
	}
	for _, b := range data {
		if _, err := s.Put(t.Context(), bytes.NewReader(b)); err != nil {
			t.Fatal(err)
		}
	}
	if err := s.AbortStale(t.Context(), time.Now().Add(time.Hour)); err != nil {
		t.Fatal(err)
	}
	if n := uploads(); n != 0 {
		t.Errorf("%d uploads are left", n)
	}
	if diff := cmp.Diff(map[string]int{"leaf": 3, "index": 2, "data": 3}, folders(t, server, bucket)); diff != "" {
		t.Errorf("objects in the bucket (-want +got):\n%s", diff)
	}
	for _, b := range data {
		wantBytes(t, s, b)
		ref := refOf(t, b)
		for range 2 {
			if err := s.Delete(t.Context(), ref); err != nil {
				t.Error(err)
			}
		}
		if _, err := s.Open(t.Context(), ref); !errors.Is(err, storage.ErrNotFound) {
			t.Errorf("deleted: error %v, want %v", err, storage.ErrNotFound)
		}
	}
	if got := keys(t, server, bucket); len(got) != 1 || got[0] != "elsewhere/data/p11111111" {
		t.Errorf("left in the bucket: %v", got)
	}
}

func TestNewRefuses(t *testing.T) {
	t.Parallel() // it waits
	server := storagetest.S3(t)
	good := config(server, server.Bucket(t))
	for name, tc := range map[string]struct {
		change func(*s3.Config)
		want   error
		says   string
	}{
		"unknown key":  {func(c *s3.Config) { c.AccessKey = "nobody" }, s3.ErrDenied, "access key"},
		"wrong secret": {func(c *s3.Config) { c.SecretKey = "a guess" }, s3.ErrDenied, "SignatureDoesNotMatch"},
		"no bucket":    {func(c *s3.Config) { c.Bucket = "no-such-bucket" }, nil, "NoSuchBucket"},
		"no server":    {func(c *s3.Config) { c.Endpoint = "127.0.0.1:1"; c.Stall = time.Second }, nil, "127.0.0.1:1"},
	} {
		for _, readOnly := range []bool{false, true} {
			c := good
			c.ReadOnly = readOnly
			tc.change(&c)
			_, err := s3.New(t.Context(), c)
			if err == nil || tc.want != nil && !errors.Is(err, tc.want) || !strings.Contains(err.Error(), tc.says) && !(readOnly && tc.want != nil) {
				t.Errorf("%s, read only %v: error %v, want %v and %q", name, readOnly, err, tc.want, tc.says)
			}
			if err != nil && strings.Contains(err.Error(), c.SecretKey) {
				t.Errorf("%s: the secret is in the error", name)
			}
		}
	}
	for _, said := range []string{fmt.Sprint(good), fmt.Sprintf("%+v", good), fmt.Sprintf("%#v", good), fmt.Sprintf("%v", &good)} {
		if strings.Contains(said, good.SecretKey) {
			t.Errorf("the secret is printed: %s", said)
		}
	}
}

// A server that overwrites what it was told to create is refused, also one that does so only when a multipart upload is completed.
func TestUnconditionalServerIsRefused(t *testing.T) {
	for name, single := range map[string]bool{"PUT": false, "multipart": true} {
		t.Run(name, func(t *testing.T) {
			var mu sync.Mutex
			held := map[string]bool{}
			server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				mu.Lock()
				defer mu.Unlock()
				io.Copy(io.Discard, r.Body)
				w.Header().Set("ETag", `"0123"`)
				w.Header().Set("Last-Modified", "Thu, 01 Jan 2026 00:00:00 GMT")
				switch k := kind(r); {
				case k == "start":
					io.WriteString(w, `<InitiateMultipartUploadResult><UploadId>u</UploadId></InitiateMultipartUploadResult>`)
				case k == "complete":
					io.WriteString(w, `<CompleteMultipartUploadResult><Bucket>b</Bucket></CompleteMultipartUploadResult>`)
				case k == "part":
				case r.Method == http.MethodPut:
					if single && held[r.URL.Path] && r.Header.Get("If-None-Match") == "*" {
						w.WriteHeader(http.StatusPreconditionFailed)
					}
					held[r.URL.Path] = true
				case r.Method == http.MethodDelete:
					delete(held, r.URL.Path)
				case !held[r.URL.Path]:
					w.WriteHeader(http.StatusNotFound)
				}
			}))
			defer server.Close()
			c := s3.Config{
				Endpoint: strings.TrimPrefix(server.URL, "http://"), Insecure: true,
				Bucket: "bucket", AccessKey: "a", SecretKey: "s", Rand: rand.Reader,
			}
			if _, err := s3.New(t.Context(), c); !errors.Is(err, s3.ErrUnconditional) {
				t.Errorf("error %v, want %v", err, s3.ErrUnconditional)
			}
			if len(held) != 0 {
				t.Errorf("left on the server: %v", held)
			}
			c.Unconditional = true
			if _, err := s3.New(t.Context(), c); err != nil {
				t.Errorf("accepted: error %v", err)
			}
		})
	}
}

// Told to do without conditions, a store sends none and still makes one object of the same bytes.
func TestUnconditionalStore(t *testing.T) {
	server := storagetest.S3(t)
	bucket := server.Bucket(t)
	p := newProxy(t, server)
	p.reset(func(w http.ResponseWriter, r *http.Request) bool {
		if r.Header.Get("If-None-Match") != "" {
			http.Error(w, "", http.StatusNotImplemented)
			return true
		}
		return false
	})
	c := config(server, bucket)
	c.Unconditional = true
	s := p.store(t, c)
	for _, n := range []int{5, 2 * leaf, 6 * leaf} {
		b := storagetest.Bytes(uint64(n), n)
		for range 2 {
			if ref, err := s.Put(t.Context(), bytes.NewReader(b)); err != nil || ref != refOf(t, b) {
				t.Errorf("%v, error %v", ref, err)
			}
			if ref, err := s.PutAs(t.Context(), "shard-000"+strconv.Itoa(n), bytes.NewReader(b)); err != nil || ref != refOf(t, b) {
				t.Errorf("%v, error %v", ref, err)
			}
		}
		wantBytes(t, s, b)
	}
	if diff := cmp.Diff(map[string]int{"leaf": 1, "index": 2, "data": 2}, folders(t, server, bucket)); diff != "" {
		t.Errorf("objects in the bucket (-want +got):\n%s", diff)
	}
}

func TestReadOnlyStoreWritesNothing(t *testing.T) {
	server := storagetest.S3(t)
	bucket := server.Bucket(t)
	b := storagetest.Bytes(1, 2*leaf)
	if _, err := open(t, config(server, bucket)).Put(t.Context(), bytes.NewReader(b)); err != nil {
		t.Fatal(err)
	}
	p := newProxy(t, server)
	p.reset(func(w http.ResponseWriter, r *http.Request) bool {
		if r.Method != http.MethodGet && r.Method != http.MethodHead {
			t.Errorf("%s %s", r.Method, r.URL)
		}
		return false
	})
	c := config(server, bucket)
	c.ReadOnly, c.Rand = true, nil
	s := p.store(t, c)
	wantBytes(t, s, b)
	_, putErr := s.Put(t.Context(), bytes.NewReader(b))
	_, putAsErr := s.PutAs(t.Context(), "shard-0001", bytes.NewReader(b))
	for name, err := range map[string]error{
		"Put": putErr, "PutAs": putAsErr, "Delete": s.Delete(t.Context(), refOf(t, b)), "AbortStale": s.AbortStale(t.Context(), time.Now()),
	} {
		if !errors.Is(err, storage.ErrReadOnly) {
			t.Errorf("%s: error %v, want %v", name, err, storage.ErrReadOnly)
		}
	}
}
