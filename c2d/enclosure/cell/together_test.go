package cell

import (
	"os"
	command "os/exec"
	"runtime"
	"strings"
	"syscall"
	"testing"
	"time"

	"golang.org/x/sys/unix"
)

const leaderless = "STINT_TEST_LEADERLESS"

func init() {
	if os.Getenv(leaderless) == "" {
		return
	}
	runtime.LockOSThread()
	taken := make(chan []byte)
	go func() {
		b := make([]byte, 64<<20)
		for i := range b {
			b[i] = 1
		}
		taken <- b
		time.Sleep(time.Minute)
		os.Exit(len(b))
	}()
	<-taken
	syscall.Syscall(unix.SYS_EXIT, 0, 0, 0)
}

func TestHeld(t *testing.T) {
	for name, tc := range map[string]struct {
		record string
		want   share
	}{
		"a process": {
			"Name:\tsh\nState:\tS (sleeping)\nPPid:\t17\nVmRSS:\t     900 kB\nRssAnon:\t     100 kB\nRssFile:\t     800 kB\nVmPTE:\t      44 kB\nVmSwap:\t       6 kB\nThreads:\t3\n",
			share{17, 150 << 10, 3},
		},
		"a kernel that does not tell":  {"PPid:\t17\nVmRSS:\t     900 kB\nThreads:\t1\n", share{17, 900 << 10, 1}},
		"a name like a line":           {"Name:\tx\\nPPid:\t1\nPPid:\t17\nRssAnon:\t8 kB\nThreads:\t1\n", share{17, 8 << 10, 1}},
		"over, with others going on":   {"State:\tZ (zombie)\nPPid:\t17\nThreads:\t2\n", share{17, 0, 2}},
		"nothing":                      {"", share{}},
		"a number without a beginning": {"PPid:\tx\nRssAnon:\n", share{}},
	} {
		t.Run(name, func(t *testing.T) {
			if got := held([]byte(tc.record)); got != tc.want {
				t.Errorf("%+v, want %+v", got, tc.want)
			}
		})
	}
}

// TestLook: a look finds children and theirs, counts what they took, also where the first thread is gone, and counts nobody else.
func TestLook(t *testing.T) {
	g, err := newTogether(Task{Memory: 1}, -1)
	if err != nil {
		t.Fatal(err)
	}
	defer g.close()
	if n := g.look(); n != 0 {
		t.Errorf("nobody has %d bytes", n)
	}
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	c := command.Command("/bin/sh", "-c", self+" & wait")
	c.Env = []string{leaderless + "=1"}
	if err := c.Start(); err != nil {
		t.Skip("no shell here: ", err)
	}
	defer c.Wait()
	defer g.kill()
	for deadline := time.Now().Add(10 * time.Second); g.look() < 64<<20; time.Sleep(time.Millisecond) {
		if time.Now().After(deadline) {
			t.Fatalf("%d bytes of %v, want 64 MiB", g.look(), g.mine)
		}
	}
	for deadline := time.Now().Add(10 * time.Second); ; time.Sleep(time.Millisecond) {
		ended := false
		for _, record := range g.mine {
			text := g.read(record)
			ended = ended || strings.Contains(string(text), "State:\tZ") && held(text).threads > 1
		}
		if ended || time.Now().After(deadline) {
			break
		}
	}
	if n := g.look(); n < 64<<20 || n > 200<<20 || len(g.mine) != 2 {
		t.Errorf("%d bytes of %v, want 64 MiB of two processes", n, g.mine)
	}
	if g.wait() < 0 || !g.exceeded() {
		for range certain {
			time.Sleep(often)
			if g.exceeded() {
				return
			}
		}
		t.Error("it is not too much")
	}
}

func TestNobodyLooksWhereNoProcessIsMade(t *testing.T) {
	var g *together
	if g.exceeded() || g.wait() != -1 {
		t.Error("somebody looks")
	}
}

// BenchmarkLook is one look at a run of three processes, on a machine as it is.
func BenchmarkLook(b *testing.B) {
	g, err := newTogether(Task{Memory: 1}, -1)
	if err != nil {
		b.Fatal(err)
	}
	defer g.close()
	for range 3 {
		c := command.Command("/bin/sleep", "600")
		if err := c.Start(); err != nil {
			b.Skip(err)
		}
		defer c.Wait()
		defer c.Process.Kill()
	}
	for b.Loop() {
		g.look()
	}
	b.ReportMetric(float64(len(g.kin)), "others")
}
