package main

import (
	"bytes"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/ethereum/go-ethereum/accounts/abi"
	"github.com/ethereum/go-ethereum/common"
	"github.com/stintdao/stint/datatoken/contracts"
)

// ours reads an artifact of this repository.
func ours(name string) (artifact, error) {
	spec, code, err := contracts.Artifact(name)
	if err != nil {
		return artifact{}, err
	}
	parsed, err := abi.JSON(bytes.NewReader(spec))
	if err != nil {
		return artifact{}, fmt.Errorf("read ABI of %s: %w", name, err)
	}
	return artifact{parsed, code}, nil
}

// package_ is where the artifacts of a peer's npm package are, in the form that Hardhat writes: <dir>/<path>.sol/<Name>.json.
type package_ struct {
	dir  string
	make string // how to get it
}

// link reads the artifact of a contract, named by its source without .sol (a/Name) or, where that has another name, with it (a/File.sol/Name),
// and puts the addresses of the libraries it uses into its code.
func (p package_) link(path string, libraries map[string]common.Address) (artifact, error) {
	name := filepath.Base(path)
	if !strings.Contains(path, ".sol/") {
		path += ".sol/" + name
	}
	b, err := os.ReadFile(filepath.Join(p.dir, path+".json"))
	if err != nil {
		return artifact{}, fmt.Errorf("%s is missing, run `%s` first: %w", name, p.make, err)
	}
	var a struct {
		ABI            json.RawMessage
		Bytecode       string
		LinkReferences map[string]map[string][]struct{ Length, Start int }
	}
	if err := json.Unmarshal(b, &a); err != nil {
		return artifact{}, fmt.Errorf("read %s: %w", name, err)
	}
	code := []byte(strings.TrimPrefix(a.Bytecode, "0x"))
	for _, file := range slices.Sorted(maps.Keys(a.LinkReferences)) {
		for lib, places := range a.LinkReferences[file] {
			at, ok := libraries[lib]
			if !ok {
				return artifact{}, fmt.Errorf("link %s: no address of %s", name, lib)
			}
			for _, place := range places {
				copy(code[2*place.Start:], hex.EncodeToString(at[:]))
			}
		}
	}
	raw := make([]byte, hex.DecodedLen(len(code)))
	if _, err := hex.Decode(raw, code); err != nil {
		return artifact{}, fmt.Errorf("read %s: %w", name, err)
	}
	parsed, err := abi.JSON(bytes.NewReader(a.ABI))
	if err != nil {
		return artifact{}, fmt.Errorf("read ABI of %s: %w", name, err)
	}
	return artifact{parsed, raw}, nil
}
