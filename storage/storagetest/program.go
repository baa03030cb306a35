package storagetest

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// Program is the path of a program of others that storage is tested against, such as "ipfs" or "versitygw". The directory named by STINT_PEERS
// has them (make peers-storage builds them). Without it the test is skipped, or fails where STINT_FORBID_SKIP lists "peers".
func Program(t testing.TB, name string) string {
	t.Helper()
	if dir := os.Getenv("STINT_PEERS"); dir != "" {
		path := filepath.Join(dir, name)
		if _, err := os.Stat(path); err == nil {
			return path
		}
	}
	Without(t, "peers", fmt.Sprintf("the program %s is not in STINT_PEERS=%q: make peers-storage builds it", name, os.Getenv("STINT_PEERS")))
	return ""
}

// Without skips a test for want of something, or fails it where skipping is forbidden: STINT_FORBID_SKIP lists what must be there.
func Without(t testing.TB, what, why string) {
	t.Helper()
	if slices.Contains(strings.Split(os.Getenv("STINT_FORBID_SKIP"), ","), what) {
		t.Fatalf("there is no %s: %s", what, why)
	}
	t.Skipf("there is no %s: %s", what, why)
}
