package deploy

import (
	"bytes"
	"embed"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"sync"

	"github.com/ethereum/go-ethereum/accounts/abi"
	"github.com/stintdao/stint/datatoken/contracts"
)

// ErrArtifacts reports a build without the contracts that are not part of the source.
var ErrArtifacts = errors.New("run `make contracts`, then build again")

//go:embed ocean
var oceanFS embed.FS

// artifact is a compiled contract.
type artifact struct {
	abi  abi.ABI
	code []byte // that creates it, without constructor arguments
}

// source finds an artifact by the contract's name.
type source func(name string) (artifact, error)

// A process that deploys more than once, as tests do, decodes each artifact once.
var ours, ocean = once(loadOurs), once(loadOcean)

func once(load source) source {
	var mu sync.Mutex
	have := map[string]artifact{}
	return func(name string) (artifact, error) {
		mu.Lock()
		defer mu.Unlock()
		if a, ok := have[name]; ok {
			return a, nil
		}
		a, err := load(name)
		if err == nil {
			have[name] = a
		}
		return a, err
	}
}

func loadOurs(name string) (artifact, error) {
	spec, code, err := contracts.Artifact(name)
	if err != nil {
		return artifact{}, err
	}
	return decode(name, spec, code)
}

func loadOcean(name string) (artifact, error) {
	b, err := oceanFS.ReadFile("ocean/" + name + ".json")
	if err != nil {
		return artifact{}, fmt.Errorf("this build lacks Ocean's %s: %w", name, ErrArtifacts)
	}
	var a struct {
		ABI json.RawMessage `json:"abi"`
		Bin string          `json:"bin"`
	}
	if err := json.Unmarshal(b, &a); err != nil {
		return artifact{}, fmt.Errorf("read Ocean's %s: %w", name, err)
	}
	code, err := hex.DecodeString(a.Bin)
	if err != nil || len(code) == 0 {
		return artifact{}, fmt.Errorf("read Ocean's %s: no code: %w", name, ErrArtifacts)
	}
	return decode(name, a.ABI, code)
}

func decode(name string, spec, code []byte) (artifact, error) {
	parsed, err := abi.JSON(bytes.NewReader(spec))
	if err != nil {
		return artifact{}, fmt.Errorf("read ABI of %s: %w", name, err)
	}
	return artifact{parsed, code}, nil
}
