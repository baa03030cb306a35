// Package contracts holds the compiled form of stint's own contracts, whose sources stand in src.
//
// It promises that the artifacts are exactly what build.mjs makes of the sources with the pinned compiler and libraries; `make verify`
// compiles again and compares. What each contract promises, and what it does not protect against, stands in its source.
//
// This package does not know about any chain, nor about Go types of the contracts: it hands out bytes.
package contracts

import (
	"embed"
	"encoding/hex"
	"encoding/json"
	"fmt"
)

//go:embed out/*.json
var out embed.FS

// Artifact returns the ABI (JSON) and the creation code, without constructor arguments, of the contract of that name. It returns an
// error wrapping fs.ErrNotExist for an unknown name.
func Artifact(name string) (abi, bin []byte, err error) {
	b, err := out.ReadFile("out/" + name + ".json")
	if err != nil {
		return nil, nil, fmt.Errorf("read artifact of %s: %w", name, err)
	}
	var a struct {
		ABI json.RawMessage `json:"abi"`
		Bin string          `json:"bin"`
	}
	if err := json.Unmarshal(b, &a); err != nil {
		return nil, nil, fmt.Errorf("decode artifact of %s: %w", name, err)
	}
	bin, err = hex.DecodeString(a.Bin)
	if err != nil {
		return nil, nil, fmt.Errorf("decode code of %s: %w", name, err)
	}
	return a.ABI, bin, nil
}
