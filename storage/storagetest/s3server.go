package storagetest

import (
	"bytes"
	"fmt"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"sync"
	"syscall"
	"testing"
	"time"
	"unsafe"
)

// S3Server is a real S3 server, versitygw over a directory, in a process of its own that dies with the test.
type S3Server struct {
	Endpoint             string // host:port, plain http, paths name buckets
	AccessKey, SecretKey string
	Root                 string // its folders are the buckets: bytes of objects lie in files there

	program  string
	versions string
	log      *bytes.Buffer
	mu       sync.Mutex
	cmd      *exec.Cmd
	ended    chan struct{}
	buckets  int
}

// S3 starts a server that has no buckets.
func S3(t testing.TB) *S3Server {
	t.Helper()
	dir := t.TempDir()
	s := &S3Server{
		Endpoint: freeAddress(t), AccessKey: "tester", SecretKey: "a secret of the tests",
		Root: filepath.Join(dir, "root"), versions: filepath.Join(dir, "versions"),
		program: Program(t, "versitygw"),
	}
	for _, d := range []string{s.Root, s.versions} {
		if err := os.Mkdir(d, 0o700); err != nil {
			t.Fatal(err)
		}
	}
	t.Cleanup(s.Kill)
	s.Restart(t)
	return s
}

func freeAddress(t testing.TB) string {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	return l.Addr().String()
}

// Bucket makes an empty bucket and returns its name. It keeps no versions until it is told to.
func (s *S3Server) Bucket(t testing.TB) string {
	t.Helper()
	name := s.next()
	if err := os.Mkdir(filepath.Join(s.Root, name), 0o700); err != nil {
		t.Fatal(err)
	}
	return name
}

// BucketIn makes a bucket of a directory and returns its name: the server keeps what is in the bucket as files there, and nowhere else.
func (s *S3Server) BucketIn(dir string) (string, error) {
	name := s.next()
	return name, os.Symlink(dir, filepath.Join(s.Root, name))
}

func (s *S3Server) next() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.buckets++
	return fmt.Sprintf("bucket-%d", s.buckets)
}

// Stop asks the server to end and waits until it has.
func (s *S3Server) Stop() { s.end(syscall.SIGTERM) }

// Kill ends the server as a crash does.
func (s *S3Server) Kill() { s.end(syscall.SIGKILL) }

func (s *S3Server) end(sig syscall.Signal) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.cmd == nil {
		return
	}
	s.cmd.Process.Signal(sig)
	<-s.ended
	s.cmd = nil
}

// LimitFiles makes every write beyond the first n bytes of a file fail, as on a full disk, until the server is restarted.
func (s *S3Server) LimitFiles(t testing.TB, n uint64) {
	t.Helper()
	s.mu.Lock()
	defer s.mu.Unlock()
	const fileSize = 1 // RLIMIT_FSIZE
	limit := syscall.Rlimit{Cur: n, Max: 1 << 62}
	if _, _, e := syscall.RawSyscall6(syscall.SYS_PRLIMIT64, uintptr(s.cmd.Process.Pid), fileSize, uintptr(unsafe.Pointer(&limit)), 0, 0, 0); e != 0 {
		t.Fatal(e)
	}
}

// Restart starts the server again at the same address over the same files, and waits until it answers. It kills one that runs.
func (s *S3Server) Restart(t testing.TB) {
	t.Helper()
	s.Kill()
	s.mu.Lock()
	defer s.mu.Unlock()
	s.log = new(bytes.Buffer)
	cmd := exec.Command(s.program, "--port", s.Endpoint, "--access", s.AccessKey, "--secret", s.SecretKey, "--keep-alive", "--quiet",
		"posix", "--versioning-dir", s.versions, "--bucketlinks", s.Root)
	cmd.Stdout, cmd.Stderr = s.log, s.log
	cmd.SysProcAttr = &syscall.SysProcAttr{Pdeathsig: syscall.SIGKILL}
	started := make(chan error)
	s.ended = make(chan struct{})
	go func() {
		runtime.LockOSThread() // the kernel sends the signal when this thread ends, not when the process does
		defer runtime.UnlockOSThread()
		err := cmd.Start()
		started <- err
		if err == nil {
			cmd.Wait()
		}
		close(s.ended)
	}()
	if err := <-started; err != nil {
		t.Fatal(err)
	}
	s.cmd = cmd
	for end := time.Now().Add(30 * time.Second); ; time.Sleep(20 * time.Millisecond) {
		if c, err := net.Dial("tcp", s.Endpoint); err == nil {
			c.Close()
			return
		}
		select {
		case <-s.ended:
			t.Fatalf("versitygw ended: %s", s.log)
		default:
		}
		if time.Now().After(end) {
			t.Fatal("versitygw does not answer")
		}
	}
}
