package s3

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"regexp"

	"github.com/stintdao/stint/storage"
)

// index is what the index object of a long object says, as JSON.
type index struct {
	Data    string `json:"data"`              // name of the bytes
	Version string `json:"version,omitempty"` // version of the bytes, where the bucket keeps versions
	Leaves  []byte `json:"leaves"`            // SHA2-256 digests of the leaves, one after another
}

var names = regexp.MustCompile(`^[pa][A-Za-z0-9_-]{8,128}$`)

// place is where the bytes of an object are.
type place struct{ key, version string }

// indexLimit is the length that no index of an object exceeds: base64, and room for name and version.
func indexLimit(ref storage.Ref) int64 { return int64(storage.LeafCount(ref.Size))*32*4/3 + 8192 }

func newIndex(d storage.DAG, name, version string) ([]byte, error) {
	x := index{Data: name, Version: version, Leaves: make([]byte, 0, 32*len(d.Leaves))}
	for _, l := range d.Leaves {
		x.Leaves = append(x.Leaves, l[:]...)
	}
	return json.Marshal(x)
}

// parseIndex reads the index of the object at ref. It is ErrCorrupt unless its digests lead to ref and its name is one of ours.
func parseIndex(b []byte, ref storage.Ref) (storage.DAG, index, error) {
	var x index
	dec := json.NewDecoder(bytes.NewReader(b))
	dec.DisallowUnknownFields()
	if err := dec.Decode(&x); err != nil {
		return storage.DAG{}, index{}, fmt.Errorf("index is not JSON (%v): %w", err, storage.ErrCorrupt)
	}
	if _, err := dec.Token(); err != io.EOF || !names.MatchString(x.Data) || len(x.Version) > 1024 || len(x.Leaves) != 32*storage.LeafCount(ref.Size) {
		return storage.DAG{}, index{}, fmt.Errorf("index is not one of this object: %w", storage.ErrCorrupt)
	}
	leaves := make([][32]byte, len(x.Leaves)/32)
	for i := range leaves {
		leaves[i] = [32]byte(x.Leaves[32*i:])
	}
	d, err := storage.Layout(leaves, ref.Size)
	if err == nil && d.Ref != ref {
		err = fmt.Errorf("leaf digests are not this object's: %w", storage.ErrCorrupt)
	}
	return d, x, err
}
