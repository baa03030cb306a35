package main

import (
	"os"
	"os/exec"
	"path/filepath"

	"github.com/stintdao/stint/c2d"
)

// cellPath finds stint-cell: beside this program, or else in PATH.
func cellPath() (string, error) {
	if exe, err := os.Executable(); err == nil {
		if exe, err = filepath.EvalSymlinks(exe); err == nil {
			beside := filepath.Join(filepath.Dir(exe), "stint-cell")
			if s, err := os.Stat(beside); err == nil && s.Mode().IsRegular() {
				return beside, nil
			}
		}
	}
	if p, err := exec.LookPath("stint-cell"); err == nil {
		return filepath.Abs(p)
	}
	return "", c2d.Refuse(c2d.SandboxUnavailable, "install stint-cell beside stint, or name it with --cell", "there is no stint-cell program to contain other programs with")
}
