package s3_test

import (
	"bytes"
	"crypto/rand"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"testing/iotest"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/stintdao/stint/storage"
	"github.com/stintdao/stint/storage/s3"
	"github.com/stintdao/stint/storage/storagetest"
)

func refOf(t testing.TB, b []byte) storage.Ref {
	t.Helper()
	ref, err := storage.RefOf(bytes.NewReader(b))
	if err != nil {
		t.Fatal(err)
	}
	return ref
}

func read(t testing.TB, s storage.Store, ref storage.Ref) ([]byte, error) {
	t.Helper()
	o, err := s.Open(t.Context(), ref)
	if err != nil {
		return nil, err
	}
	defer o.Close()
	p := make([]byte, ref.Size)
	_, err = o.ReadAt(p, 0)
	return p, err
}

func wantBytes(t testing.TB, s storage.Store, want []byte) {
	t.Helper()
	if got, err := read(t, s, refOf(t, want)); err != nil || !bytes.Equal(got, want) {
		t.Errorf("read %d bytes: error %v or wrong bytes", len(want), err)
	}
}

// keys lists the objects of a bucket by what lies on the server's disk, the hidden files of the server aside.
func keys(t testing.TB, server *storagetest.S3Server, bucket string) (out []string) {
	t.Helper()
	root := filepath.Join(server.Root, bucket)
	err := filepath.WalkDir(root, func(path string, e fs.DirEntry, err error) error {
		if err == nil && e.IsDir() && strings.HasPrefix(e.Name(), ".") {
			return fs.SkipDir
		}
		if err == nil && e.Type().IsRegular() {
			key, _ := filepath.Rel(root, path)
			out = append(out, key)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return out
}

// folders counts the objects of a bucket by folder.
func folders(t testing.TB, server *storagetest.S3Server, bucket string) map[string]int {
	t.Helper()
	out := map[string]int{}
	for _, k := range keys(t, server, bucket) {
		out[filepath.Base(filepath.Dir(k))]++
	}
	return out
}

const victimAddress = "S3_VICTIM_ADDRESS"

// A process that is killed while it uploads has not uploaded for nothing: the next one sends what is missing.
func TestKilledUploadGoesOn(t *testing.T) {
	data := storagetest.Bytes(1, 23*leaf+5)
	if address := os.Getenv(victimAddress); address != "" {
		s := open(t, s3.Config{
			Endpoint: address, Bucket: os.Getenv("S3_VICTIM_BUCKET"), AccessKey: "tester", SecretKey: os.Getenv("S3_VICTIM_SECRET"), Insecure: true,
			Prefix: "stint/", PartSize: 5 << 20, Parallel: 1, Rand: rand.Reader,
		})
		s.PutAs(t.Context(), "shard-0001", bytes.NewReader(data))
		t.Fatal("nobody killed the victim")
	}
	server := storagetest.S3(t)
	bucket := server.Bucket(t)
	p := newProxy(t, server)
	arrived, dead := make(chan bool), make(chan bool)
	p.reset(func(_ http.ResponseWriter, r *http.Request) bool {
		if kind(r) == "part" && r.URL.Query().Get("partNumber") == "4" {
			close(arrived)
			<-dead
			panic(http.ErrAbortHandler)
		}
		return false
	})
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.CommandContext(t.Context(), self, "-test.run=^TestKilledUploadGoesOn$", "-test.count=1")
	cmd.Env = append(os.Environ(), victimAddress+"="+p.address, "S3_VICTIM_BUCKET="+bucket, "S3_VICTIM_SECRET="+server.SecretKey)
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	select {
	case <-arrived:
	case <-time.After(30 * time.Second):
		t.Error("the victim does not upload")
	}
	cmd.Process.Kill()
	cmd.Wait()
	close(dead)
	if t.Failed() {
		return
	}
	s := p.store(t, config(server, bucket))
	if _, err := s.Open(t.Context(), refOf(t, data)); !errors.Is(err, storage.ErrNotFound) {
		t.Errorf("half of an object is there: error %v", err)
	}
	p.reset(nil)
	ref, err := s.PutAs(t.Context(), "shard-0001", bytes.NewReader(data))
	if err != nil || ref != refOf(t, data) {
		t.Fatalf("%v, error %v", ref, err)
	}
	if n, sent := p.count("part"); n != 2 || sent != 8*leaf+5 {
		t.Errorf("sent %d parts of %d bytes together; 2 parts of %d were missing", n, sent, 8*leaf+5)
	}
	if n, _ := p.count("start"); n != 0 {
		t.Error("a second upload was started")
	}
	wantBytes(t, s, data)
	p.reset(nil)
	if again, err := s.PutAs(t.Context(), "shard-0001", bytes.NewReader(data)); err != nil || again != ref {
		t.Errorf("again: %v, error %v", again, err)
	}
	if n, _ := p.count("part"); n != 0 {
		t.Errorf("%d parts of an object that is there were sent", n)
	}
	if diff := cmp.Diff(map[string]int{"data": 1, "index": 1}, folders(t, server, bucket)); diff != "" {
		t.Errorf("objects in the bucket (-want +got):\n%s", diff)
	}
}

// A part that the server holds with other bytes is sent again.
func TestResumedUploadTrustsNoOtherPart(t *testing.T) {
	server := storagetest.S3(t)
	bucket := server.Bucket(t)
	p := newProxy(t, server)
	s := p.store(t, config(server, bucket))
	data := storagetest.Bytes(2, 22*leaf)
	other := bytes.Clone(data)
	other[7*leaf] ^= 1
	broken := errors.New("broken")
	src := io.MultiReader(bytes.NewReader(other[:20*leaf]), iotest.ErrReader(broken))
	if _, err := s.PutAs(t.Context(), "0123456789abcdef", src); !errors.Is(err, broken) {
		t.Fatalf("error %v, want %v", err, broken)
	}
	var mu sync.Mutex
	sent := map[string]bool{}
	p.reset(func(_ http.ResponseWriter, r *http.Request) bool {
		mu.Lock()
		defer mu.Unlock()
		sent[r.URL.Query().Get("partNumber")] = true
		return false
	})
	if _, err := s.PutAs(t.Context(), "0123456789abcdef", bytes.NewReader(data)); err != nil {
		t.Fatal(err)
	}
	if sent["1"] || !sent["2"] || sent["3"] || !sent["5"] { // when the source broke, the fourth may have been on its way
		t.Errorf("parts %v were sent; the second differs and the last is missing", sent)
	}
	wantBytes(t, s, data)
	if _, err := s.PutAs(t.Context(), "0123456789abcdef", bytes.NewReader(other)); !errors.Is(err, s3.ErrID) {
		t.Errorf("other bytes under the id: error %v, want %v", err, s3.ErrID)
	}
	wantBytes(t, s, data)
	for _, id := range []string{"", "short", "with/slash-", strings.Repeat("x", 129)} {
		if _, err := s.PutAs(t.Context(), id, bytes.NewReader(data)); err == nil {
			t.Errorf("id %q is accepted", id)
		}
	}
}

// The data is there and its index is not: nothing is sent again.
func TestUploadThatLacksItsIndexGoesOn(t *testing.T) {
	server := storagetest.S3(t)
	bucket := server.Bucket(t)
	p := newProxy(t, server)
	s := p.store(t, config(server, bucket))
	for _, n := range []int{2 * leaf, 11 * leaf} {
		data := storagetest.Bytes(uint64(n), n)
		id := fmt.Sprintf("shard-%04d", n/leaf)
		p.reset(func(w http.ResponseWriter, r *http.Request) bool {
			if kind(r) == "PUT index" {
				http.Error(w, "", http.StatusForbidden)
				return true
			}
			return false
		})
		if _, err := s.PutAs(t.Context(), id, bytes.NewReader(data)); !errors.Is(err, s3.ErrDenied) {
			t.Fatalf("error %v, want %v", err, s3.ErrDenied)
		}
		p.reset(nil)
		if _, err := s.PutAs(t.Context(), id, bytes.NewReader(data)); err != nil {
			t.Fatal(err)
		}
		if n, _ := p.count("part"); n != 0 {
			t.Errorf("%d parts were sent again", n)
		}
		wantBytes(t, s, data)
	}
}

// Of any number of publishers of one object one makes it, and nothing of the others is left.
func TestRacersMakeOneObject(t *testing.T) {
	server := storagetest.S3(t)
	for _, tc := range []struct{ racers, size int }{{32, 2*leaf + 1}, {32, 1000}, {4, 6 * leaf}} {
		bucket := server.Bucket(t)
		p := newProxy(t, server)
		var made atomic.Int32
		data := storagetest.Bytes(3, tc.size)
		stores := make([]*s3.Store, 4)
		for i := range stores {
			stores[i] = p.store(t, config(server, bucket))
		}
		p.reset(func(w http.ResponseWriter, r *http.Request) bool {
			if k := kind(r); k == "PUT index" || k == "PUT leaf" {
				p.next.ServeHTTP(&status{ResponseWriter: w, ok: &made}, r)
				return true
			}
			return false
		})
		var wg sync.WaitGroup
		for i := range tc.racers {
			s := stores[i%len(stores)]
			wg.Go(func() {
				if ref, err := s.Put(t.Context(), bytes.NewReader(data)); err != nil || ref != refOf(t, data) {
					t.Errorf("%v, error %v", ref, err)
				}
				other := storagetest.Bytes(uint64(100+i), 2*leaf)
				if i%8 == 0 {
					if _, err := s.Put(t.Context(), bytes.NewReader(other)); err != nil {
						t.Error(err)
					}
					wantBytes(t, s, other)
					made.Add(-1)
				}
				wantBytes(t, s, data)
			})
		}
		wg.Wait()
		if n := made.Load(); n != 1 {
			t.Errorf("%d bytes: %d of %d publishers made the object, want 1", tc.size, n, tc.racers)
		}
		others := (tc.racers + 7) / 8
		want := map[string]int{"data": others + 1, "index": others + 1}
		if tc.size <= leaf {
			want = map[string]int{"data": others, "index": others, "leaf": 1}
		}
		if diff := cmp.Diff(want, folders(t, server, bucket)); diff != "" {
			t.Errorf("%d bytes: objects in the bucket (-want +got):\n%s", tc.size, diff)
		}
	}
}

// status counts the answers that say yes.
type status struct {
	http.ResponseWriter
	ok *atomic.Int32
}

func (s *status) WriteHeader(code int) {
	if code == http.StatusOK {
		s.ok.Add(1)
	}
	s.ResponseWriter.WriteHeader(code)
}

func TestTwoUnderOneIDShareTheUpload(t *testing.T) {
	server := storagetest.S3(t)
	bucket := server.Bucket(t)
	data := storagetest.Bytes(4, 16*leaf)
	var wg sync.WaitGroup
	for range 3 {
		s := open(t, config(server, bucket))
		wg.Go(func() {
			if ref, err := s.PutAs(t.Context(), "shard-0001", bytes.NewReader(data)); err != nil || ref != refOf(t, data) {
				t.Errorf("%v, error %v", ref, err)
			}
		})
	}
	wg.Wait()
	wantBytes(t, open(t, config(server, bucket)), data)
	if diff := cmp.Diff(map[string]int{"data": 1, "index": 1}, folders(t, server, bucket)); diff != "" {
		t.Errorf("objects in the bucket (-want +got):\n%s", diff)
	}
}

// An upload outlives its server.
func TestServerIsKilledDuringAnUpload(t *testing.T) {
	server := storagetest.S3(t)
	s := open(t, config(server, server.Bucket(t)))
	data := storagetest.Bytes(5, 21*leaf)
	n := 0
	src := io.MultiReader(bytes.NewReader(data[:11*leaf]), readerFunc(func([]byte) (int, error) {
		if n++; n == 1 {
			server.Kill()
			time.AfterFunc(200*time.Millisecond, func() { server.Restart(t) })
		}
		return 0, io.EOF
	}), bytes.NewReader(data[11*leaf:]))
	if _, err := s.Put(t.Context(), src); err != nil {
		t.Fatal(err)
	}
	wantBytes(t, s, data)
}

type readerFunc func([]byte) (int, error)

func (f readerFunc) Read(p []byte) (int, error) { return f(p) }

// A server that cannot write says so, and nothing is left of the object.
func TestServerThatCannotWrite(t *testing.T) {
	t.Parallel() // it waits
	server := storagetest.S3(t)
	bucket := server.Bucket(t)
	s := open(t, config(server, bucket))
	data := storagetest.Bytes(6, 6*leaf)
	server.LimitFiles(t, 2*leaf)
	if ref, err := s.Put(t.Context(), bytes.NewReader(data)); err == nil || ref != (storage.Ref{}) {
		t.Errorf("put on a full server: %v, error %v", ref, err)
	}
	if _, err := s.Open(t.Context(), refOf(t, data)); !errors.Is(err, storage.ErrNotFound) {
		t.Errorf("error %v, want %v", err, storage.ErrNotFound)
	}
	if got := keys(t, server, bucket); len(got) != 0 {
		t.Errorf("left in the bucket: %v", got)
	}
	server.LimitFiles(t, 1<<40)
	if _, err := s.Put(t.Context(), bytes.NewReader(data)); err != nil {
		t.Error(err)
	}
	wantBytes(t, s, data)
}

// A source is not read far ahead of what the server has taken.
func TestMemoryIsBounded(t *testing.T) {
	server := storagetest.S3(t)
	p := newProxy(t, server)
	c := config(server, server.Bucket(t))
	c.Parallel = 2
	s := p.store(t, c)
	held := make(chan bool)
	p.reset(func(_ http.ResponseWriter, r *http.Request) bool {
		if kind(r) == "part" {
			<-held
		}
		return false
	})
	data := storagetest.Bytes(7, 60*leaf)
	var n atomic.Int64
	done := make(chan error)
	go func() {
		_, err := s.Put(t.Context(), io.TeeReader(bytes.NewReader(data), writerFunc(func(p []byte) (int, error) {
			n.Add(int64(len(p)))
			return len(p), nil
		})))
		done <- err
	}()
	for before := int64(-1); n.Load() != before; time.Sleep(300 * time.Millisecond) {
		before = n.Load()
	}
	if got, limit := n.Load(), 3*c.PartSize; got > limit || got < limit-c.PartSize {
		t.Errorf("%d bytes were read while the server took none, want at most %d", got, limit)
	}
	close(held)
	if err := <-done; err != nil {
		t.Error(err)
	}
}

type writerFunc func([]byte) (int, error)

func (f writerFunc) Write(p []byte) (int, error) { return f(p) }

func BenchmarkPut(b *testing.B) {
	server := storagetest.S3(b)
	c := config(server, server.Bucket(b))
	c.PartSize = 0
	s := open(b, c)
	data := storagetest.Bytes(8, 64*leaf)
	b.SetBytes(int64(len(data)))
	i := byte(0)
	for b.Loop() {
		i++
		data[0] = i
		if _, err := s.Put(b.Context(), bytes.NewReader(data)); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkRead(b *testing.B) {
	server := storagetest.S3(b)
	s := open(b, config(server, server.Bucket(b)))
	data := storagetest.Bytes(8, 64*leaf)
	ref, err := s.Put(b.Context(), bytes.NewReader(data))
	if err != nil {
		b.Fatal(err)
	}
	o, err := s.Open(b.Context(), ref)
	if err != nil {
		b.Fatal(err)
	}
	defer o.Close()
	for name, size := range map[string]int{"leaf": leaf, "8leaves": 8 * leaf} {
		b.Run(name, func(b *testing.B) {
			p := make([]byte, size)
			b.SetBytes(int64(size))
			off := int64(0)
			for b.Loop() {
				if _, err := o.ReadAt(p, off); err != nil {
					b.Fatal(err)
				}
				off = (off + int64(size)) % ref.Size
			}
		})
	}
}
