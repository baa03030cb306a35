// Stint-cell runs a stranger's program behind a wall. On one machine a stint node starts it, one for each lane, and speaks only to it. In
// a pod it is the host of cells:
//
//	stint-cell host --listen :7443 --key FILE --scratch DIR [--wall auto|namespaces|landlock] [--lane N] [--hide DIR]...
//	stint-cell install DIR    copies itself to DIR/stint-cell, for an image that does not have it
package main

import (
	"context"
	"encoding/hex"
	"errors"
	"flag"
	"fmt"
	"net"
	"os"
	"os/signal"
	"path/filepath"
	"strings"
	"syscall"

	"github.com/stintdao/stint/c2d/enclosure/cell"
)

func main() {
	if len(os.Args) < 2 || os.Args[1] != "host" && os.Args[1] != "install" || filepath.Base(os.Args[0]) != "stint-cell" {
		os.Exit(cell.Main())
	}
	run := host
	if os.Args[1] == "install" {
		run = install
	}
	if err := run(os.Args[2:]); err != nil {
		fmt.Fprintln(os.Stderr, "stint-cell:", err)
		os.Exit(1)
	}
}

// list is a flag that may be given more than once.
type list []string

func (l *list) String() string     { return strings.Join(*l, " ") }
func (l *list) Set(s string) error { *l = append(*l, s); return nil }

func host(args []string) error {
	f := flag.NewFlagSet("stint-cell host", flag.ContinueOnError)
	var hide list
	listen := f.String("listen", ":7443", "address to serve conductors on")
	key := f.String("key", "", "file with the 32 bytes that the conductor has too, raw or in hex")
	scratch := f.String("scratch", "/stint", "directory on a memory file system")
	wall := f.String("wall", "auto", "auto, namespaces or landlock")
	lane := f.Int("lane", 0, "number of the lane")
	f.Var(&hide, "hide", "directory that no program may see")
	if err := f.Parse(args); err != nil {
		return err
	}
	policy, err := cell.ParsePolicy(*wall)
	if err != nil {
		return err
	}
	secret, err := readKey(*key)
	if err != nil {
		return err
	}
	self, err := os.Executable()
	if err != nil {
		return fmt.Errorf("find this binary: %w", err)
	}
	file, err := filepath.Abs(*key)
	if err != nil {
		return fmt.Errorf("find the key: %w", err)
	}
	h := cell.Host{Key: secret, Options: cell.Options{
		Lane: *lane, CPU: -1, Wall: policy, Scratch: *scratch, Hide: append(hide, filepath.Dir(self), filepath.Dir(file)),
		Alone: os.Getpid() == 1, // the first process of a container has its process numbers for itself
	}}
	ctx, stop := signal.NotifyContext(context.Background(), syscall.SIGTERM, os.Interrupt)
	defer stop()
	l, err := net.Listen("tcp", *listen)
	if err != nil {
		return err
	}
	fmt.Println("listening on", l.Addr())
	return h.Serve(ctx, l)
}

func readKey(path string) ([]byte, error) {
	b, err := os.ReadFile(path)
	if err != nil {
		return nil, fmt.Errorf("read the key: %w", err)
	}
	if len(b) == cell.KeySize {
		return b, nil
	}
	if k, err := hex.DecodeString(strings.TrimSpace(string(b))); err == nil && len(k) == cell.KeySize {
		return k, nil
	}
	return nil, fmt.Errorf("read the key: want %d bytes, raw or in hex", cell.KeySize)
}

// install puts a copy of this binary into a directory: all of it, or nothing.
func install(args []string) error {
	if len(args) != 1 {
		return errors.New("install: want one directory")
	}
	b, err := os.ReadFile("/proc/self/exe")
	if err != nil {
		return fmt.Errorf("install: %w", err)
	}
	f, err := os.CreateTemp(args[0], ".stint-cell-")
	if err != nil {
		return fmt.Errorf("install: %w", err)
	}
	defer os.Remove(f.Name())
	_, err = f.Write(b)
	err = errors.Join(err, f.Chmod(0o755), f.Sync(), f.Close())
	if err == nil {
		err = os.Rename(f.Name(), filepath.Join(args[0], "stint-cell"))
	}
	if err != nil {
		return fmt.Errorf("install: %w", err)
	}
	return nil
}
