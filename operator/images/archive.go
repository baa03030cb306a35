package main

import (
	"archive/tar"
	"bytes"
	"crypto/sha256"
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"path"
	"slices"
	"strings"
)

const (
	typeLayer    = "application/vnd.oci.image.layer.v1.tar" // not compressed: what gzip makes of it differs between releases of Go
	typeConfig   = "application/vnd.oci.image.config.v1+json"
	typeManifest = "application/vnd.oci.image.manifest.v1+json"
	typeIndex    = "application/vnd.oci.image.index.v1+json"
	user         = "65532:65532"
)

// The JSON documents of the OCI image specification, with the fields that we use.
type (
	platform struct {
		Architecture string `json:"architecture"`
		OS           string `json:"os"`
	}
	descriptor struct {
		MediaType   string            `json:"mediaType"`
		Digest      string            `json:"digest"`
		Size        int64             `json:"size"`
		Annotations map[string]string `json:"annotations,omitempty"`
		Platform    *platform         `json:"platform,omitempty"`
	}
	index struct {
		SchemaVersion int               `json:"schemaVersion"`
		MediaType     string            `json:"mediaType"`
		Manifests     []descriptor      `json:"manifests"`
		Annotations   map[string]string `json:"annotations,omitempty"`
	}
	manifest struct {
		SchemaVersion int               `json:"schemaVersion"`
		MediaType     string            `json:"mediaType"`
		Config        descriptor        `json:"config"`
		Layers        []descriptor      `json:"layers"`
		Annotations   map[string]string `json:"annotations,omitempty"`
	}
	config struct {
		platform
		Config struct {
			User       string            `json:"User"`
			Env        []string          `json:"Env"`
			Entrypoint []string          `json:"Entrypoint"`
			WorkingDir string            `json:"WorkingDir"`
			Labels     map[string]string `json:"Labels,omitempty"`
		} `json:"config"`
		RootFS struct {
			Type    string   `json:"type"`
			DiffIDs []string `json:"diff_ids"`
		} `json:"rootfs"`
	}
)

// program is one file of an image.
type program struct {
	path string // absolute, in the image
	data []byte
}

// archive collects the blobs of one image and writes them as an OCI layout.
type archive struct {
	blobs map[string][]byte // by digest
	order []string
}

func (a *archive) put(mediaType string, b []byte) descriptor {
	d := fmt.Sprintf("sha256:%x", sha256.Sum256(b))
	if a.blobs == nil {
		a.blobs = map[string][]byte{}
	}
	if _, have := a.blobs[d]; !have {
		a.blobs[d] = b
		a.order = append(a.order, d)
	}
	return descriptor{MediaType: mediaType, Digest: d, Size: int64(len(b))}
}

func (a *archive) putJSON(mediaType string, v any) (descriptor, error) {
	b, err := json.Marshal(v)
	if err != nil {
		return descriptor{}, fmt.Errorf("encode %s: %w", mediaType, err)
	}
	return a.put(mediaType, b), nil
}

// image adds the image for one platform: the base layer, which all images share, and a layer for each program.
func (a *archive) image(p platform, programs []program, labels map[string]string) (descriptor, error) {
	var c config
	c.platform = p
	c.Config.User, c.Config.WorkingDir, c.Config.Env = user, "/", []string{"PATH=/app"}
	c.Config.Entrypoint, c.Config.Labels = []string{programs[0].path}, labels
	c.RootFS.Type = "layers"
	m := manifest{SchemaVersion: 2, MediaType: typeManifest, Annotations: labels}
	layers := [][]entry{base}
	for _, f := range programs {
		layers = append(layers, []entry{{path: path.Dir(f.path) + "/", mode: 0o755}, {path: f.path, mode: 0o755, data: f.data}})
	}
	for _, entries := range layers {
		b, err := layer(entries)
		if err != nil {
			return descriptor{}, err
		}
		d := a.put(typeLayer, b)
		m.Layers = append(m.Layers, d)
		c.RootFS.DiffIDs = append(c.RootFS.DiffIDs, d.Digest)
	}
	var err error
	if m.Config, err = a.putJSON(typeConfig, c); err != nil {
		return descriptor{}, err
	}
	d, err := a.putJSON(typeManifest, m)
	d.Platform = &p
	return d, err
}

// write writes the layout. name is what the index is recorded under by whoever imports it.
func (a *archive) write(w io.Writer, name string, top descriptor) error {
	_, tag, _ := strings.Cut(path.Base(name), ":")
	top.Annotations = map[string]string{"io.containerd.image.name": name, "org.opencontainers.image.ref.name": tag}
	outer, err := json.Marshal(index{SchemaVersion: 2, MediaType: typeIndex, Manifests: []descriptor{top}})
	if err != nil {
		return err
	}
	entries := []entry{
		{path: "oci-layout", mode: 0o644, data: []byte(`{"imageLayoutVersion":"1.0.0"}`)},
		{path: "index.json", mode: 0o644, data: outer},
		{path: "blobs/", mode: 0o755}, {path: "blobs/sha256/", mode: 0o755},
	}
	for _, d := range a.order {
		entries = append(entries, entry{path: "blobs/sha256/" + strings.TrimPrefix(d, "sha256:"), mode: 0o644, data: a.blobs[d]})
	}
	return writeTar(w, entries)
}

// entry is a file, or a directory where the path ends in a slash.
type entry struct {
	path string
	mode int64
	data []byte
}

// base is what programs expect of any system: names for the two users, and a place for scratch.
var base = []entry{
	{path: "etc/", mode: 0o755},
	{path: "etc/group", mode: 0o644, data: []byte("root:x:0:\nnonroot:x:65532:\n")},
	{path: "etc/passwd", mode: 0o644, data: []byte("root:x:0:0:root:/:/\nnonroot:x:65532:65532:nonroot:/tmp:/\n")},
	{path: "tmp/", mode: 0o1777},
}

func layer(entries []entry) ([]byte, error) {
	var b bytes.Buffer
	err := writeTar(&b, entries)
	return b.Bytes(), err
}

// writeTar writes files owned by root and made at no time, so that equal files give equal bytes.
func writeTar(w io.Writer, entries []entry) error {
	t := tar.NewWriter(w)
	for _, e := range entries {
		h := tar.Header{Name: strings.TrimPrefix(e.path, "/"), Typeflag: tar.TypeReg, Mode: e.mode, Size: int64(len(e.data)), Format: tar.FormatUSTAR}
		if strings.HasSuffix(e.path, "/") {
			h.Typeflag = tar.TypeDir
		}
		if err := t.WriteHeader(&h); err != nil {
			return fmt.Errorf("write %s: %w", e.path, err)
		}
		if _, err := t.Write(e.data); err != nil {
			return fmt.Errorf("write %s: %w", e.path, err)
		}
	}
	return t.Close()
}

// pack writes one image for all platforms to w and returns the digest of its index. programs holds the files for each platform.
func pack(w io.Writer, name string, programs map[platform][]program, labels map[string]string) (string, error) {
	var a archive
	top := index{SchemaVersion: 2, MediaType: typeIndex, Annotations: labels}
	order := slices.SortedFunc(maps.Keys(programs), func(x, y platform) int { return strings.Compare(x.String(), y.String()) })
	for _, p := range order {
		d, err := a.image(p, programs[p], labels)
		if err != nil {
			return "", fmt.Errorf("image for %s: %w", p, err)
		}
		top.Manifests = append(top.Manifests, d)
	}
	d, err := a.putJSON(typeIndex, top)
	if err != nil {
		return "", err
	}
	return d.Digest, a.write(w, name, d)
}

func (p platform) String() string { return p.OS + "/" + p.Architecture }
