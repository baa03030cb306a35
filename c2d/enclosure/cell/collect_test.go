package cell

import (
	"bytes"
	"os"
	"path/filepath"
	"syscall"
	"testing"

	"golang.org/x/sys/unix"
)

// TestCollect: the supervisor reads a regular file of exactly the declared size, and of everything else nothing, without waiting
// and without following. The program cannot make most of these; the supervisor does not count on that.
func TestCollect(t *testing.T) {
	want := []byte("12345678")
	for name, tc := range map[string]struct {
		make func(path string) error
		ok   bool
	}{
		"the update":        {func(p string) error { return os.WriteFile(p, want, 0o600) }, true},
		"nothing":           {func(string) error { return nil }, false},
		"one byte short":    {func(p string) error { return os.WriteFile(p, want[1:], 0o600) }, false},
		"one byte long":     {func(p string) error { return os.WriteFile(p, append(want, 'x'), 0o600) }, false},
		"sparse and huge":   {func(p string) error { os.WriteFile(p, nil, 0o600); return os.Truncate(p, 1<<40) }, false},
		"link to a file":    {func(p string) error { os.WriteFile(p+"2", want, 0o600); return os.Symlink(p+"2", p) }, false},
		"link out":          {func(p string) error { return os.Symlink("/etc/hostname", p) }, false},
		"pipe":              {func(p string) error { return syscall.Mkfifo(p, 0o600) }, false},
		"directory":         {func(p string) error { return os.Mkdir(p, 0o700) }, false},
		"socket":            {func(p string) error { return listen(p) }, false},
		"in a subdirectory": {func(p string) error { os.Mkdir(p+"s", 0o700); return os.WriteFile(p+"s/update", want, 0o600) }, false},
	} {
		t.Run(name, func(t *testing.T) {
			d := t.TempDir()
			if err := tc.make(filepath.Join(d, updateName)); err != nil {
				t.Fatal(err)
			}
			fd, err := unix.Open(d, unix.O_PATH|unix.O_DIRECTORY|unix.O_CLOEXEC, 0)
			if err != nil {
				t.Fatal(err)
			}
			defer unix.Close(fd)
			got := collect(fd, int64(len(want)))
			if tc.ok != bytes.Equal(got, want) || !tc.ok && got != nil {
				t.Errorf("collected %q", got)
			}
		})
	}
	if collect(-1, 8) != nil {
		t.Error("collected from no directory")
	}
}

func listen(path string) error {
	fd, err := unix.Socket(unix.AF_UNIX, unix.SOCK_STREAM|unix.SOCK_CLOEXEC, 0)
	if err != nil {
		return err
	}
	defer unix.Close(fd)
	return unix.Bind(fd, &unix.SockaddrUnix{Name: path})
}

// TestMemoryIsSealed: what a cell was handed cannot be changed by anybody who gets the descriptor.
func TestMemoryIsSealed(t *testing.T) {
	f, err := memory(bytes.NewReader([]byte("records")), 7)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	if _, err := f.WriteAt([]byte("x"), 0); err == nil {
		t.Error("it can be written")
	}
	if err := f.Truncate(0); err == nil {
		t.Error("it can be cut")
	}
	b := make([]byte, 8)
	if n, _ := f.ReadAt(b, 0); string(b[:n]) != "records" {
		t.Errorf("it holds %q", b[:n])
	}
	if f, err := memory(bytes.NewReader([]byte("rec")), 7); err == nil {
		f.Close()
		t.Error("a frame that was cut became a file")
	}
}
