package main

import (
	"archive/tar"
	"bytes"
	"crypto/sha256"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

var both = []platform{{"amd64", "linux"}, {"arm64", "linux"}}

// module lays a module with two small programs into a new directory.
func module(t *testing.T) string {
	t.Helper()
	dir := t.TempDir()
	hello, err := os.ReadFile("testdata/hello/main.go")
	if err != nil {
		t.Fatal(err)
	}
	for name, b := range map[string][]byte{"go.mod": []byte("module hello\n\ngo 1.26.0\n"), "cmd/hello/main.go": hello, "cmd/other/main.go": hello} {
		if err := os.MkdirAll(filepath.Join(dir, path.Dir(name)), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(filepath.Join(dir, name), b, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

func built(t *testing.T) string {
	t.Helper()
	out := t.TempDir()
	o := options{
		list: []image{{"one", "First", []string{"cmd/hello", "cmd/other"}}, {"two", "Second", []string{"cmd/other"}}},
		root: module(t), out: out, prefix: "example.test/", tag: "v1", platforms: both, labels: map[string]string{},
	}
	if err := o.label("version=1.2.3"); err != nil {
		t.Fatal(err)
	}
	if err := o.run(); err != nil {
		t.Fatal(err)
	}
	return out
}

func TestBuiltAgainElsewhereItIsTheSame(t *testing.T) {
	a, b := built(t), built(t)
	for _, name := range []string{"one.tar", "two.tar", "images.json"} {
		x, err1 := os.ReadFile(filepath.Join(a, name))
		y, err2 := os.ReadFile(filepath.Join(b, name))
		if err := errors.Join(err1, err2); err != nil {
			t.Fatal(err)
		}
		if !bytes.Equal(x, y) {
			t.Errorf("%s differs between two builds", name)
		}
	}
}

func TestAnImageHoldsWhatIsListed(t *testing.T) {
	out := built(t)
	want := map[string][]string{
		"one": {"etc/ 755", "etc/group 644", "etc/passwd 644", "tmp/ 1777", "app/ 755", "app/hello 755", "app/ 755", "app/other 755"},
		"two": {"etc/ 755", "etc/group 644", "etc/passwd 644", "tmp/ 1777", "app/ 755", "app/other 755"},
	}
	var digests map[string]string
	b, err := os.ReadFile(filepath.Join(out, "images.json"))
	if err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(b, &digests); err != nil {
		t.Fatal(err)
	}
	for name, files := range want {
		t.Run(name, func(t *testing.T) {
			l := open(t, filepath.Join(out, name+".tar"))
			var outer, top index
			decode(t, l["index.json"], &outer)
			if len(outer.Manifests) != 1 || outer.Manifests[0].Digest != digests["example.test/"+name] {
				t.Fatalf("index.json names %v, images.json %v", outer.Manifests, digests)
			}
			if got := outer.Manifests[0].Annotations["io.containerd.image.name"]; got != "example.test/"+name+":v1" {
				t.Errorf("recorded as %q", got)
			}
			seen := map[string]bool{"index.json": true, "oci-layout": true, "blobs/": true, "blobs/sha256/": true}
			decode(t, l.blob(t, outer.Manifests[0], seen), &top)
			var platforms []platform
			for _, d := range top.Manifests {
				platforms = append(platforms, *d.Platform)
				l.checkImage(t, d, seen, files)
			}
			if diff := cmp.Diff(both, platforms); diff != "" {
				t.Errorf("platforms (-want +got):\n%s", diff)
			}
			for f := range l {
				if !seen[f] {
					t.Errorf("the archive holds %s, which nothing refers to", f)
				}
			}
		})
	}
}

func (l layout) checkImage(t *testing.T, d descriptor, seen map[string]bool, files []string) {
	t.Helper()
	var m manifest
	var c config
	decode(t, l.blob(t, d, seen), &m)
	decode(t, l.blob(t, m.Config, seen), &c)
	if c.platform != *d.Platform || c.Config.User != "65532:65532" || c.Config.Labels["org.opencontainers.image.version"] != "1.2.3" {
		t.Errorf("config for %s: %+v", d.Platform, c)
	}
	var ids, got []string
	for _, layer := range m.Layers {
		ids = append(ids, layer.Digest)
		r := tar.NewReader(bytes.NewReader(l.blob(t, layer, seen)))
		for h, err := r.Next(); !errors.Is(err, io.EOF); h, err = r.Next() {
			if err != nil {
				t.Fatal(err)
			}
			got = append(got, fmt.Sprintf("%s %o", h.Name, h.Mode))
			if h.Uid != 0 || h.Gid != 0 || h.ModTime.Unix() != 0 {
				t.Errorf("%s: owner %d:%d, time %v", h.Name, h.Uid, h.Gid, h.ModTime)
			}
			if b, _ := io.ReadAll(r); strings.HasPrefix(h.Name, "app/") && len(b) > 0 {
				if err := static(b, *d.Platform); err != nil {
					t.Errorf("%s for %s: %v", h.Name, d.Platform, err)
				}
			}
		}
	}
	if diff := cmp.Diff(files, got); diff != "" {
		t.Errorf("files (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff(ids, c.RootFS.DiffIDs); diff != "" {
		t.Errorf("layers that are not compressed are their own diff IDs (-layers +ids):\n%s", diff)
	}
}

func TestEveryMissingMainIsNamed(t *testing.T) {
	o := options{list: []image{{"x", "", []string{"cmd/hello", "cmd/gone"}}, {"y", "", []string{"cmd/away"}}}, root: module(t), out: t.TempDir(), platforms: both}
	err := o.run()
	if err == nil || !strings.Contains(err.Error(), "cmd/gone is no program") || !strings.Contains(err.Error(), "cmd/away is no program") ||
		strings.Contains(err.Error(), "cmd/hello") {
		t.Errorf("got %v", err)
	}
}

func TestTheListIsSound(t *testing.T) {
	names, programs := map[string]bool{}, map[string]string{}
	for _, m := range images {
		if names[m.name] || m.name != strings.ToLower(m.name) || m.title == "" || len(m.mains) == 0 {
			t.Errorf("row %+v: want a name of its own in lower case, a title, and a main", m)
		}
		names[m.name] = true
		for _, pkg := range m.mains {
			if p := programs[path.Base(pkg)]; p != "" && p != pkg {
				t.Errorf("%s and %s are both /app/%s", p, pkg, path.Base(pkg))
			}
			programs[path.Base(pkg)] = pkg
		}
	}
}

func TestFlags(t *testing.T) {
	cases := map[string]struct{ only, platforms, want string }{
		"all":              {"", "linux/amd64,linux/arm64", ""},
		"some":             {"logreg,stint-cell", "linux/arm64", ""},
		"unknown image":    {"logerg", "linux/amd64", `no image "logerg"`},
		"unknown platform": {"", "windows/amd64", `platform "windows/amd64"`},
		"unknown machine":  {"", "linux/riscv64", `platform "linux/riscv64"`},
	}
	for name, tc := range cases {
		t.Run(name, func(t *testing.T) {
			o := options{list: images}
			err := o.narrow(tc.only, tc.platforms)
			if (err == nil) != (tc.want == "") || err != nil && !strings.Contains(err.Error(), tc.want) {
				t.Errorf("got %v, want %q", err, tc.want)
			}
			if err == nil && tc.only != "" && len(o.list) != 2 {
				t.Errorf("%d images, want 2", len(o.list))
			}
		})
	}
}

// layout is an archive's files by name; a directory is an empty one.
type layout map[string][]byte

func open(t *testing.T, file string) layout {
	t.Helper()
	f, err := os.Open(file)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	l := layout{}
	r := tar.NewReader(f)
	for {
		h, err := r.Next()
		if errors.Is(err, io.EOF) {
			return l
		}
		if err == nil {
			l[h.Name], err = io.ReadAll(r)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
}

// blob returns what a descriptor points to, having checked digest and size.
func (l layout) blob(t *testing.T, d descriptor, seen map[string]bool) []byte {
	t.Helper()
	name := "blobs/sha256/" + strings.TrimPrefix(d.Digest, "sha256:")
	b, ok := l[name]
	if !ok || int64(len(b)) != d.Size || fmt.Sprintf("sha256:%x", sha256.Sum256(b)) != d.Digest {
		t.Fatalf("blob %s: there: %v, %d bytes, want %d", d.Digest, ok, len(b), d.Size)
	}
	seen[name] = true
	return b
}

func decode(t *testing.T, b []byte, v any) {
	t.Helper()
	if err := json.Unmarshal(b, v); err != nil {
		t.Fatal(err)
	}
}
