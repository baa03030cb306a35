package storage

import (
	"fmt"
	"strconv"
	"strings"
)

// URI is the address as text that any IPFS tool understands, with the size: ipfs://<cid>?size=<bytes>. It is what contracts carry.
func (r Ref) URI() string { return fmt.Sprintf("ipfs://%s?size=%d", r.CID, r.Size) }

// ParseURI reads what URI wrote. It returns ErrRef for anything else, and for an address that Check refuses.
func ParseURI(s string) (Ref, error) {
	rest, ok := strings.CutPrefix(s, "ipfs://")
	id, size, ok2 := strings.Cut(rest, "?size=")
	n, err := strconv.ParseInt(size, 10, 64)
	r := Ref{CID: id, Size: n}
	if !ok || !ok2 || err != nil || r.URI() != s {
		return Ref{}, fmt.Errorf("%.200q: want ipfs://<cid>?size=<bytes>: %w", s, ErrRef)
	}
	return r, r.Check()
}
