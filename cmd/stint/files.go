package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"

	"golang.org/x/sys/unix"
)

// newUnnamed makes a file in the directory of path that has no name until it is whole: a kill leaves nothing of it.
func newUnnamed(path string) (*os.File, error) {
	fd, err := unix.Open(filepath.Dir(path), unix.O_TMPFILE|unix.O_RDWR|unix.O_CLOEXEC, 0o600)
	if err != nil {
		return nil, fmt.Errorf("make a file beside %s: %w", path, err)
	}
	return os.NewFile(uintptr(fd), path), nil
}

// nameFile gives an unnamed file its name, replacing what had it.
func nameFile(f *os.File, path string) error {
	link := func(to string) error {
		return unix.Linkat(unix.AT_FDCWD, fmt.Sprintf("/proc/self/fd/%d", f.Fd()), unix.AT_FDCWD, to, unix.AT_SYMLINK_FOLLOW)
	}
	err := link(path)
	if errors.Is(err, unix.EEXIST) {
		beside := filepath.Join(filepath.Dir(path), fmt.Sprintf(".%s.%d", filepath.Base(path), os.Getpid()))
		if err = link(beside); err == nil {
			err = os.Rename(beside, path)
		}
	}
	if err != nil {
		return fmt.Errorf("name %s: %w", path, err)
	}
	return nil
}

// writeJSON replaces a file at once.
func writeJSON(path string, v any) error {
	b, err := json.MarshalIndent(v, "", "  ")
	if err != nil {
		return err
	}
	f, err := newUnnamed(path)
	if err != nil {
		return err
	}
	defer f.Close()
	if _, err := f.Write(append(b, '\n')); err != nil {
		return err
	}
	if err := f.Sync(); err != nil {
		return err
	}
	return nameFile(f, path)
}
