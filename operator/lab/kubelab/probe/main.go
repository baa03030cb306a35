// Probe is the test workload: a static program with no dependency that shows,
// from inside a pod, what the pod can see and reach.
//
//	probe serve ADDR          answer "hello from HOST" to every TCP connection
//	probe dial ADDR [SECS]    exit 0 if a TCP connection to ADDR gets an answer
//	probe cat FILE...         print files
//	probe write FILE TEXT     write a file
//	probe sleep SECS          sleep
//	probe env PREFIX          print environment variables that begin with PREFIX
//	probe id                  print uid, gid, hostname, kernel
//	probe ask ADDR NAME       ask a DNS server over UDP for the address of NAME
//	probe namespaces          build a root of its own in new namespaces, as a cell does
package main

import (
	"context"
	"fmt"
	"io"
	"net"
	"os"
	"os/exec"
	"strconv"
	"strings"
	"syscall"
	"time"
	"unsafe"
)

func main() {
	a := os.Args[1:]
	if len(a) == 0 {
		a = []string{"id"}
	}
	host, _ := os.Hostname()
	switch a[0] {
	case "serve":
		l, err := net.Listen("tcp", a[1])
		check(err)
		fmt.Println("listening on", l.Addr())
		for {
			c, err := l.Accept()
			check(err)
			go func() { fmt.Fprintln(c, "hello from", host); c.Close() }()
		}
	case "dial":
		secs := 2
		if len(a) > 2 {
			secs, _ = strconv.Atoi(a[2])
		}
		t0 := time.Now()
		c, err := net.DialTimeout("tcp", a[1], time.Duration(secs)*time.Second)
		if err != nil {
			fmt.Printf("BLOCKED after %v: %v\n", time.Since(t0).Round(time.Millisecond), err)
			os.Exit(1)
		}
		_ = c.SetDeadline(time.Now().Add(time.Duration(secs) * time.Second))
		b, err := io.ReadAll(io.LimitReader(c, 200))
		fmt.Printf("CONNECTED in %v: %q %v\n", time.Since(t0).Round(time.Millisecond), b, err)
		if err != nil {
			os.Exit(1)
		}
	case "cat":
		for _, f := range a[1:] {
			b, err := os.ReadFile(f)
			check(err)
			fmt.Printf("%s: %s\n", f, strings.TrimSpace(string(b)))
		}
	case "write":
		check(os.WriteFile(a[1], []byte(a[2]+"\n"), 0o644))
		fmt.Println("wrote", a[1])
	case "sleep":
		n, _ := strconv.Atoi(a[1])
		time.Sleep(time.Duration(n) * time.Second)
	case "env":
		for _, e := range os.Environ() {
			if strings.HasPrefix(e, a[1]) {
				fmt.Println(e)
			}
		}
	case "ask":
		r := net.Resolver{PreferGo: true, Dial: func(ctx context.Context, _, _ string) (net.Conn, error) {
			return (&net.Dialer{}).DialContext(ctx, "udp", a[1])
		}}
		ctx, cancel := context.WithTimeout(context.Background(), 2*time.Second)
		defer cancel()
		addrs, err := r.LookupHost(ctx, a[2])
		check(err)
		fmt.Println("ANSWERED", addrs)
	case "namespaces":
		c := exec.Command("/proc/self/exe", "root")
		c.Stdout, c.Stderr = os.Stdout, os.Stderr
		c.SysProcAttr = &syscall.SysProcAttr{
			Cloneflags: syscall.CLONE_NEWUSER | syscall.CLONE_NEWNS | syscall.CLONE_NEWPID | syscall.CLONE_NEWNET | syscall.CLONE_NEWIPC |
				syscall.CLONE_NEWUTS | syscall.CLONE_NEWCGROUP,
			UidMappings: []syscall.SysProcIDMap{{ContainerID: 1000, HostID: os.Getuid(), Size: 1}},
			GidMappings: []syscall.SysProcIDMap{{ContainerID: 1000, HostID: os.Getgid(), Size: 1}},
			AmbientCaps: []uintptr{21}, // CAP_SYS_ADMIN, in the new user namespace
		}
		check(c.Run())
	case "root": // the second half of namespaces
		check(syscall.Sethostname([]byte("inside")))
		check(syscall.Setdomainname([]byte("inside")))
		check(syscall.Mount("", "/", "", syscall.MS_REC|syscall.MS_PRIVATE, ""))
		check(syscall.Mount("probe", "/tmp", "tmpfs", syscall.MS_NOSUID|syscall.MS_NODEV, ""))
		check(os.WriteFile("/tmp/null", nil, 0o600))
		check(syscall.Mount("/dev/null", "/tmp/null", "", syscall.MS_BIND, ""))
		tighten("/tmp/null")
		check(os.Chdir("/tmp"))
		check(syscall.PivotRoot(".", "."))
		check(syscall.Unmount(".", syscall.MNT_DETACH))
		check(syscall.Mount("", "/", "", syscall.MS_REMOUNT|syscall.MS_BIND|syscall.MS_RDONLY|syscall.MS_NOSUID|syscall.MS_NODEV, ""))
		fmt.Println("PIVOTED")
	case "id":
		var u syscall.Utsname
		_ = syscall.Uname(&u)
		var rel []byte
		for _, c := range u.Release {
			if c == 0 {
				break
			}
			rel = append(rel, byte(c))
		}
		fmt.Printf("uid=%d gid=%d host=%s kernel=%s\n", os.Getuid(), os.Getgid(), host, rel)
	default:
		check(fmt.Errorf("unknown command %q", a[0]))
	}
}

// tighten makes a mount read-only, and all below it.
func tighten(path string) {
	const mountSetattr, recursive, readOnly = 442, 0x8000, 1
	p, err := syscall.BytePtrFromString(path)
	check(err)
	attr, cwd := [4]uint64{readOnly}, -100
	if _, _, e := syscall.Syscall6(mountSetattr, uintptr(cwd), uintptr(unsafe.Pointer(p)), recursive, uintptr(unsafe.Pointer(&attr)), unsafe.Sizeof(attr), 0); e != 0 {
		check(e)
	}
}

func check(err error) {
	if err != nil {
		fmt.Println("ERROR:", err)
		os.Exit(1)
	}
}
