package main

import (
	"bytes"
	"debug/elf"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path"
	"path/filepath"
	"strings"
)

var machines = map[string]elf.Machine{"amd64": elf.EM_X86_64, "arm64": elf.EM_AARCH64}

// build compiles mains of the module at root for one platform and returns each program by its package.
func build(root string, p platform, mains []string) (map[string][]byte, error) {
	dir, err := os.MkdirTemp("", "stint-images-")
	if err != nil {
		return nil, err
	}
	defer os.RemoveAll(dir)
	args := []string{"build", "-ldflags=-s -w -buildid=", "-o", dir + "/"}
	for _, m := range mains {
		args = append(args, "./"+m)
	}
	if _, err := goTool(root, p, args...); err != nil {
		return nil, fmt.Errorf("build for %s: %w", p, err)
	}
	out := map[string][]byte{}
	for _, m := range mains {
		b, err := os.ReadFile(filepath.Join(dir, path.Base(m)))
		if err == nil {
			err = static(b, p)
		}
		if err != nil {
			return nil, fmt.Errorf("%s for %s: %w", m, p, err)
		}
		out[m] = b
	}
	return out, nil
}

// missing names the mains that are not there, so that one run tells them all.
func missing(root string, mains []string) error {
	var errs []error
	for _, m := range mains {
		name, err := goTool(root, platform{"amd64", "linux"}, "list", "-f", "{{.Name}}", "./"+m)
		if err != nil || strings.TrimSpace(name) != "main" {
			errs = append(errs, fmt.Errorf("%s is no program: write its main, or build other images with -only", m))
		}
	}
	return errors.Join(errs...)
}

// goTool runs the go command with everything that would change its output said here.
func goTool(root string, p platform, args ...string) (string, error) {
	c := exec.Command("go", args...)
	c.Dir = root
	c.Env = append(os.Environ(), "CGO_ENABLED=0", "GOFLAGS=-trimpath -buildvcs=false", "GOWORK=off", "GOEXPERIMENT=",
		"GOOS="+p.OS, "GOARCH="+p.Architecture, "GOAMD64=v1", "GOARM64=v8.0")
	var out, errs bytes.Buffer
	c.Stdout, c.Stderr = &out, &errs
	if err := c.Run(); err != nil {
		return "", fmt.Errorf("go %s: %w\n%s", args[0], err, bytes.TrimSpace(errs.Bytes()))
	}
	return out.String(), nil
}

// static checks that a program needs nothing that an empty image lacks.
func static(b []byte, p platform) error {
	f, err := elf.NewFile(bytes.NewReader(b))
	if err != nil {
		return err
	}
	if f.Machine != machines[p.Architecture] {
		return fmt.Errorf("built for %s", f.Machine)
	}
	for _, s := range f.Progs {
		if s.Type == elf.PT_INTERP {
			return errors.New("it needs a dynamic linker, which the image has not")
		}
	}
	return nil
}
