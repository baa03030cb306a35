package storagetest

import (
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
	if slices.Contains(strings.Split(os.Getenv("STINT_FORBID_SKIP"), ","), "peers") {
		t.Fatalf("the program %s is not in STINT_PEERS=%q: make peers-storage builds it", name, os.Getenv("STINT_PEERS"))
	}
	t.Skipf("the program %s is not in STINT_PEERS=%q: make peers-storage builds it", name, os.Getenv("STINT_PEERS"))
	return ""
}
