package c2d_test

import (
	"strings"
	"testing"

	"github.com/stintdao/stint/c2d"
)

// TestImage: an image is pinned by digest and its command is part of what is admitted; where it is pulled from is not.
func TestImage(t *testing.T) {
	digest := "@sha256:" + strings.Repeat("ab", 32)
	for name, tc := range map[string]struct {
		image c2d.Image
		ok    bool
	}{
		"pinned":           {c2d.Image{Reference: "registry.example/a/b" + digest, Command: []string{"/app/train", "--fast"}}, true},
		"with a port":      {c2d.Image{Reference: "registry.example:5000/b" + digest, Command: []string{"/app/train"}}, true},
		"by tag":           {c2d.Image{Reference: "registry.example/a:1", Command: []string{"/app/train"}}, false},
		"tag and digest":   {c2d.Image{Reference: "registry.example/a:1" + digest, Command: []string{"/app/train"}}, false},
		"no registry":      {c2d.Image{Reference: "a" + digest, Command: []string{"/app/train"}}, false},
		"upper case":       {c2d.Image{Reference: "registry.example/A" + digest, Command: []string{"/app/train"}}, false},
		"short digest":     {c2d.Image{Reference: "registry.example/a@sha256:ab", Command: []string{"/app/train"}}, false},
		"no command":       {c2d.Image{Reference: "registry.example/a" + digest}, false},
		"relative command": {c2d.Image{Reference: "registry.example/a" + digest, Command: []string{"train"}}, false},
		"unclean command":  {c2d.Image{Reference: "registry.example/a" + digest, Command: []string{"/app/../train"}}, false},
		"NUL":              {c2d.Image{Reference: "registry.example/a" + digest, Command: []string{"/app", "a\x00b"}}, false},
		"long command":     {c2d.Image{Reference: "registry.example/a" + digest, Command: []string{"/app", strings.Repeat("x", 5000)}}, false},
	} {
		if err := tc.image.Check(); (err == nil) != tc.ok {
			t.Errorf("%s: %v", name, err)
		}
	}
	a := c2d.Image{Reference: "registry.example/a" + digest, Command: []string{"/app", "x"}}
	b := a
	b.Reference = "mirror.example/z" + digest
	if a.Digest() != b.Digest() {
		t.Error("an image from a mirror is another algorithm")
	}
	for _, c := range [][]string{{"/app"}, {"/app", "y"}, {"/app x"}} {
		if b.Command = c; a.Digest() == b.Digest() {
			t.Errorf("command %q is the same algorithm as %q", c, a.Command)
		}
	}
}
