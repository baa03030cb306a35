package enclosure

import (
	"crypto/rand"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"runtime"
	"strings"
	"syscall"
	"testing"
	"unsafe"

	"golang.org/x/sys/unix"

	"github.com/stintdao/stint/c2d/enclosure/cell"
)

// becomePod, as the first process of a PID namespace, root in a user namespace, becomes a program as it is in a restricted pod: nobody
// special, no rights, no user namespaces, a root that cannot be written, no resolver, a seccomp filter.
func becomePod(args []string) error {
	runtime.LockOSThread()
	attr := unix.MountAttr{Attr_set: unix.MOUNT_ATTR_RDONLY}
	filter := []unix.SockFilter{{Code: unix.BPF_RET | unix.BPF_K, K: unix.SECCOMP_RET_ALLOW}}
	prog := unix.SockFprog{Len: 1, Filter: &filter[0]}
	for _, step := range []func() error{
		func() error { return unix.Mount("", "/", "", unix.MS_REC|unix.MS_PRIVATE, "") },
		func() error { return unix.Mount("/dev/null", "/etc/resolv.conf", "", unix.MS_BIND, "") },
		func() error { return unix.MountSetattr(unix.AT_FDCWD, "/", 0, &attr) },
		func() error { return os.WriteFile("/proc/sys/user/max_user_namespaces", []byte("0"), 0) },
		func() error { return unix.Setgroups(nil) },
		func() error { return unix.Setresgid(1000, 1000, 1000) },
		func() error { return unix.Setresuid(1000, 1000, 1000) },
		func() error { return unix.Prctl(unix.PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) },
		func() error {
			if _, _, errno := unix.RawSyscall(unix.SYS_SECCOMP, unix.SECCOMP_SET_MODE_FILTER, 0, uintptr(unsafe.Pointer(&prog))); errno != 0 {
				return errno
			}
			return nil
		},
	} {
		if err := step(); err != nil {
			return err
		}
	}
	return unix.Exec(args[0], args[1:], []string{"PATH=/bin:/usr/bin", "KUBERNETES_SERVICE_HOST=10.96.0.1"})
}

// newPod is a host as in a pod of its own, but for its network, which is this machine's.
func newPod(t *testing.T) *host {
	t.Helper()
	if os.Geteuid() != 0 {
		t.Skip("who is not root cannot be two users")
	}
	return startHost(t, "auto", func(c *exec.Cmd, key, scratch string) {
		self, err := os.Executable()
		if err != nil {
			t.Fatal(err)
		}
		c.Args = append([]string{self, c.Path}, c.Args...)
		c.Path, c.Env = self, []string{forbidden + "=pod"}
		const member = 65534
		if err := errors.Join(os.Chown(key, member, member), os.Chown(scratch, member, member)); err != nil {
			t.Fatal(err)
		}
		ids := []syscall.SysProcIDMap{{ContainerID: 0, HostID: 0, Size: 1}, {ContainerID: 1000, HostID: member, Size: 1}}
		c.SysProcAttr = &syscall.SysProcAttr{
			Cloneflags:  syscall.CLONE_NEWUSER | syscall.CLONE_NEWPID | syscall.CLONE_NEWNS,
			UidMappings: ids, GidMappings: ids, GidMappingsEnableSetgroups: true,
		}
	})
}

// TestPod: in a restricted pod both walls are proven, as who holds the keys wants to see it, for programs that are handed over and for
// those of an image; programs run, and their process numbers say nothing.
func TestPod(t *testing.T) {
	h := newPod(t)
	silent := "udp " + listenEverywhere(t)["silent"] + " silent"
	b := newBroker()
	b.forbidden = []string{silent}
	for name, command := range map[string][]string{"program": nil, "image": {"/bin/true"}} {
		t.Run(name, func(t *testing.T) {
			l, err := connect(t.Context(), h, 0)
			if err != nil {
				t.Fatal(err)
			}
			defer l.end()
			w := &crew{config: Config{Rand: rand.Reader, Clock: &wall{}, Seal: b}, load: load{command: command}}
			nonce, err := w.challenge(t.Context())
			if err != nil {
				t.Fatal(err)
			}
			p, err := w.prove(t.Context(), l, 0, nonce)
			if err == nil {
				err = b.Prove(t.Context(), []Proof{p})
			}
			if err != nil || p.Wall != string(cell.Landlock) {
				t.Errorf("%v, wall %s", err, p.Wall)
			}
		})
	}
	t.Run("hidden", func(t *testing.T) {
		key := h.key
		got := said(t, h, fmt.Sprintf("cat %s %s/*/shard/data /proc/1/environ /proc/self/stat && echo seen; echo over", key, h.scratch))
		if strings.Contains(got, "seen") || !strings.Contains(got, "over") {
			t.Errorf("it said %q", got)
		}
	})
	t.Run("hostile", func(t *testing.T) {
		for _, attack := range []string{"read-others", "leave-marks", "attack-the-cell", "leave-files", "fork-bomb"} {
			alone(t, h, "attack "+attack, "attack "+attack, "attack behave")
		}
	})
	t.Run("process numbers", func(t *testing.T) { numbersSayNothing(t, h) })
}
