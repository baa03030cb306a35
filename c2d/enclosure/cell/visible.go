package cell

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
)

// unseen is what a program that sees a root file system does not see of it: what shows other processes, devices and the kernel,
// what can be written, and where a cluster puts secrets.
var unseen = []string{"/proc", "/sys", "/dev", "/run", "/tmp", "/var/run", "/var/tmp", "/stint"}

// visible lists what of the given directories a program may see: they themselves, unless something hidden lies in them, in which
// case what lies beside it. No path in the list is, is below, or is above a hidden one. Symbolic links are in the list as
// themselves.
func visible(roots, hidden []string) ([]string, error) {
	var real []string
	for _, h := range hidden {
		if !filepath.IsAbs(h) {
			return nil, fmt.Errorf("hide %q: want an absolute path: %w", h, ErrWall)
		}
		real = append(real, filepath.Clean(h))
		if r, err := filepath.EvalSymlinks(h); err == nil {
			real = append(real, r)
		}
	}
	var out []string
	for _, r := range roots {
		if !filepath.IsAbs(r) || filepath.Clean(r) != r {
			return nil, fmt.Errorf("show %q: want an absolute, clean directory: %w", r, ErrWall)
		}
		if err := walk(r, real, &out); err != nil {
			return nil, forbidden("show "+r, err)
		}
	}
	return out, nil
}

func walk(path string, hidden []string, out *[]string) error {
	fi, err := os.Lstat(path)
	if os.IsNotExist(err) {
		return nil // not every machine has /lib64
	}
	if err != nil {
		return err
	}
	above := false
	for _, h := range hidden {
		if within(path, h) {
			return nil
		}
		above = above || within(h, path)
	}
	if !above || fi.Mode()&os.ModeSymlink != 0 {
		if fi.IsDir() || fi.Mode().IsRegular() || fi.Mode()&os.ModeSymlink != 0 {
			*out = append(*out, path)
		}
		return nil
	}
	entries, err := os.ReadDir(path)
	if os.IsPermission(err) {
		return nil // what cannot be listed is not shown
	}
	if err != nil {
		return err
	}
	for _, e := range entries {
		if err := walk(filepath.Join(path, e.Name()), hidden, out); err != nil {
			return err
		}
	}
	return nil
}

// within reports whether path is dir, or below it.
func within(path, dir string) bool {
	return path == dir || dir == "/" || strings.HasPrefix(path, dir+"/")
}
