// Bench measures storage beside the tools people use, in the same run: publishing, fetching, staging and putting a sealed dataset against kubo, age
// and minio-go. make bench-storage builds those and runs it. Each figure is the median of several runs; every run is a process of its
// own, whose processor time and largest resident memory are the kernel's.
//
// It promises nothing about other machines: compare the columns of one run with each other. It measures over loopback, with server and client on
// the same processors, and with the file to publish in the page cache.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"log"
	"math/rand/v2"
	"net"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"time"
)

func main() {
	log.SetFlags(0)
	if len(os.Args) > 2 && os.Args[1] == "worker" {
		ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
		defer stop()
		if err := work(ctx, os.Args[2], os.Args[3:]); err != nil {
			log.Fatalf("%s: %v", os.Args[2], err)
		}
		return
	}
	b := bench{peers: os.Getenv("STINT_PEERS")}
	size := flag.Int64("size", 1<<30, "bytes of the file to publish")
	flag.IntVar(&b.runs, "runs", 5, "runs of each")
	flag.StringVar(&b.dir, "dir", "", "directory for what is made, on the disk to be measured (default: a temporary one)")
	huge := flag.Int64("huge", 20<<30, "bytes of the sparse file that memory is measured with; 0 for none")
	small := flag.Int("small", 100_000, "number of small files")
	only := flag.String("only", "", "names of the parts to run, by commas: publish, fetch, s3, files, seek, huge")
	flag.Parse()
	if b.peers == "" {
		log.Fatal("STINT_PEERS does not name a directory with ipfs, age, age-keygen, versitygw and s3plain: run make bench-storage")
	}
	b.size, b.huge, b.small = *size, *huge, *small
	if err := b.run(strings.FieldsFunc(*only, func(r rune) bool { return r == ',' })); err != nil {
		log.Fatal(err)
	}
}

// bench is one run of everything.
type bench struct {
	peers, dir  string
	runs, small int
	size, huge  int64
	file        string // to publish
}

// measure is what several runs took.
type measure struct {
	wall, cpu []float64 // seconds
	rss       int64     // bytes, the largest
	bytes     int64     // of one run
}

func median(v []float64) float64 {
	if len(v) == 0 {
		return 0
	}
	v = slices.Sorted(slices.Values(v))
	return v[len(v)/2]
}

func (m measure) rate() float64 { return float64(m.bytes) / (1 << 20) / median(m.wall) }

func (b *bench) run(only []string) (err error) {
	if b.dir == "" {
		if b.dir, err = os.MkdirTemp("", "stint-bench-storage-"); err != nil {
			return err
		}
		defer os.RemoveAll(b.dir)
	}
	b.file = filepath.Join(b.dir, "plain")
	fmt.Printf("one file of %d MiB, %d runs of each, in %s\n\n", b.size>>20, b.runs, b.dir)
	fmt.Printf("%-58s %10s %17s %10s %8s\n", "what", "MiB/s", "(min-max)", "CPU-s/GiB", "MiB RSS")
	if err := writeRandom(b.file, b.size); err != nil {
		return err
	}
	for _, part := range []struct {
		name string
		do   func() error
	}{{"publish", b.publish}, {"seek", b.seek}, {"fetch", b.fetch}, {"s3", b.s3}, {"files", b.files}, {"huge", b.memory}} {
		if len(only) > 0 && !slices.Contains(only, part.name) {
			continue
		}
		if err := part.do(); err != nil {
			return fmt.Errorf("%s: %w", part.name, err)
		}
	}
	return nil
}

// say prints a row as soon as it is there.
func (b *bench) say(what string, m measure, note string) {
	gib := float64(m.bytes) / (1 << 30)
	fmt.Printf("%-58s %10.0f %17s %10.2f %8d  %s\n", what, m.rate(),
		fmt.Sprintf("(%.0f-%.0f)", float64(m.bytes)/(1<<20)/slices.Max(m.wall), float64(m.bytes)/(1<<20)/slices.Min(m.wall)), median(m.cpu)/gib, m.rss>>20, note)
}

// against says how a figure compares with a peer's, and whether that reaches the goal.
func against(ours, peer measure, goal float64, peerName string) string {
	ratio := ours.rate() / peer.rate()
	word := "reached"
	if ratio < goal {
		word = "MISSED"
	}
	return fmt.Sprintf("%.2f x %s (goal %.1f: %s)", ratio, peerName, goal, word)
}

// writeRandom makes a file that nothing can compress.
func writeRandom(path string, size int64) error {
	f, err := os.Create(path)
	if err != nil {
		return err
	}
	r := rand.NewChaCha8([32]byte{'b', 'e', 'n', 'c', 'h'})
	_, err = io.CopyBuffer(f, io.LimitReader(r, size), make([]byte, 1<<20))
	return errors.Join(err, f.Sync(), f.Close())
}

// measure runs a program several times; before, which is not measured, prepares each run.
func (b *bench) measure(bytes int64, before func(i int) error, args ...func(i int) []string) (measure, error) {
	m := measure{bytes: bytes}
	for i := range b.runs {
		if before != nil {
			if err := before(i); err != nil {
				return m, err
			}
		}
		start := time.Now()
		var cpu float64
		for _, a := range args {
			state, err := b.exec(a(i))
			if err != nil {
				return m, err
			}
			cpu += state.UserTime().Seconds() + state.SystemTime().Seconds()
			m.rss = max(m.rss, state.SysUsage().(*syscall.Rusage).Maxrss<<10)
		}
		m.wall, m.cpu = append(m.wall, time.Since(start).Seconds()), append(m.cpu, cpu)
	}
	return m, nil
}

func (b *bench) exec(args []string) (*os.ProcessState, error) {
	var said strings.Builder
	cmd := b.command(args)
	cmd.Stderr = &said
	if err := cmd.Run(); err != nil {
		return nil, fmt.Errorf("%s: %w: %s", strings.Join(args, " "), err, said.String())
	}
	return cmd.ProcessState, nil
}

// command makes a command of "worker …", which is this program again, or of a peer's name and arguments; words such as A=b in front are its environment.
func (b *bench) command(args []string) *exec.Cmd {
	var env []string
	for strings.Contains(args[0], "=") {
		env, args = append(env, args[0]), args[1:]
	}
	var cmd *exec.Cmd
	switch args[0] {
	case "worker":
		self, err := os.Executable()
		if err != nil {
			log.Fatal(err)
		}
		cmd = exec.Command(self, args...)
	case "sh":
		cmd = exec.Command("sh", args[1:]...)
	default:
		cmd = exec.Command(filepath.Join(b.peers, args[0]), args[1:]...)
	}
	cmd.Env = append(append(os.Environ(), "PATH="+b.peers+":"+os.Getenv("PATH"), "IPFS_TELEMETRY=off"), env...)
	return cmd
}

func always(args ...string) func(int) []string { return func(int) []string { return args } }

// start runs a server until stop is called, and waits until ready says so.
func (b *bench) start(ready func() error, args ...string) (stop func(), err error) {
	var said strings.Builder
	cmd := b.command(args)
	cmd.Stderr, cmd.Stdout = &said, &said
	if err := cmd.Start(); err != nil {
		return nil, err
	}
	stop = func() {
		cmd.Process.Signal(syscall.SIGTERM)
		done := time.AfterFunc(10*time.Second, func() { cmd.Process.Kill() })
		cmd.Wait()
		done.Stop()
	}
	for range 200 {
		if err = ready(); err == nil {
			return stop, nil
		}
		time.Sleep(50 * time.Millisecond)
	}
	stop()
	return nil, fmt.Errorf("%s: %w: %s", strings.Join(args, " "), err, said.String())
}

func listening(address string) func() error {
	return func() error {
		c, err := net.Dial("tcp", address)
		if err == nil {
			c.Close()
		}
		return err
	}
}

// freePort is a port that nobody listened at a moment ago.
func freePort() (int, error) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return 0, err
	}
	defer l.Close()
	return l.Addr().(*net.TCPAddr).Port, nil
}
