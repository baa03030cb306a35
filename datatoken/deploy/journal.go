package deploy

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"

	"github.com/ethereum/go-ethereum/common/hexutil"
	"github.com/ethereum/go-ethereum/core/types"
	"github.com/stintdao/stint/datatoken"
)

// ErrOther reports a journal of another deployment than the one asked for.
var ErrOther = errors.New("another deployment was begun here")

// journal is what a deployment means to do, on disk before anything is sent: what it is, and every transaction that was signed for it. It is a file of
// lines of JSON that only grows. A last line that is cut short was never acted upon.
type journal struct {
	f    *os.File
	head head
	sent map[int][]*types.Transaction // by step, in the order of signing
}

// head is the first line.
type head struct {
	Chain uint64            `json:"chain"`
	From  datatoken.Address `json:"from"`
	Nonce uint64            `json:"nonce"` // of step 0
	Plan  datatoken.Hash    `json:"plan"`
}

// entry is any other line.
type entry struct {
	Step int            `json:"step"`
	Name string         `json:"name"`
	Hash datatoken.Hash `json:"hash"`
	Raw  hexutil.Bytes  `json:"tx"` // signed
}

// openJournal opens the journal at path; fresh says that there was none, or none of a deployment that began.
func openJournal(path string) (j *journal, fresh bool, err error) {
	f, err := os.OpenFile(path, os.O_RDWR|os.O_CREATE|os.O_APPEND, 0o600)
	if err != nil {
		return nil, false, fmt.Errorf("open journal: %w", err)
	}
	j = &journal{f: f, sent: map[int][]*types.Transaction{}}
	b, err := os.ReadFile(path)
	if err == nil {
		b = b[:bytes.LastIndexByte(b, '\n')+1]
		err = f.Truncate(int64(len(b)))
	}
	if err == nil {
		err = j.parse(b)
	}
	if err == nil && len(b) == 0 {
		err = syncDir(path)
	}
	if err != nil {
		f.Close()
		return nil, false, fmt.Errorf("open journal %s: %w", path, err)
	}
	return j, len(b) == 0, nil
}

func (j *journal) parse(b []byte) error {
	for n, line := range bytes.Split(bytes.TrimSuffix(b, []byte{'\n'}), []byte{'\n'}) {
		if n == 0 {
			if len(b) == 0 {
				return nil
			}
			if err := strict(line, &j.head); err != nil {
				return fmt.Errorf("line 1: %w", err)
			}
			continue
		}
		var e entry
		if err := strict(line, &e); err != nil {
			return fmt.Errorf("line %d: %w", n+1, err)
		}
		tx := new(types.Transaction)
		if err := tx.UnmarshalBinary(e.Raw); err != nil {
			return fmt.Errorf("line %d: %w: %w", n+1, ErrConfig, err)
		}
		if e.Step < 0 || datatoken.Hash(tx.Hash()) != e.Hash || tx.Nonce() != j.head.Nonce+uint64(e.Step) {
			return fmt.Errorf("line %d: the transaction is not what the line says: %w", n+1, ErrConfig)
		}
		j.sent[e.Step] = append(j.sent[e.Step], tx)
	}
	return nil
}

// begin writes what the deployment is.
func (j *journal) begin(h head) error {
	j.head = h
	return j.append(h)
}

// intend writes a transaction that is about to be sent.
func (j *journal) intend(i int, name string, tx *types.Transaction) error {
	raw, err := tx.MarshalBinary()
	if err != nil {
		return fmt.Errorf("encode transaction: %w", err)
	}
	if err := j.append(entry{i, name, datatoken.Hash(tx.Hash()), raw}); err != nil {
		return err
	}
	j.sent[i] = append(j.sent[i], tx)
	return nil
}

func (j *journal) append(line any) error {
	b, err := json.Marshal(line)
	if err == nil {
		_, err = j.f.Write(append(b, '\n'))
	}
	if err == nil {
		err = j.f.Sync()
	}
	if err != nil {
		return fmt.Errorf("write journal: %w", err)
	}
	return nil
}

func (j *journal) close() error { return j.f.Close() }

// Write writes addresses to a file, all of them or none.
func Write(path string, a datatoken.Addresses) error {
	b, err := json.MarshalIndent(a, "", "  ")
	if err != nil {
		return fmt.Errorf("write addresses: %w", err)
	}
	f, err := os.CreateTemp(filepath.Dir(path), ".addresses-*")
	if err != nil {
		return fmt.Errorf("write addresses: %w", err)
	}
	defer os.Remove(f.Name())
	_, err = f.Write(append(b, '\n'))
	if err = errors.Join(err, f.Chmod(0o644), f.Sync(), f.Close()); err != nil {
		return fmt.Errorf("write addresses: %w", err)
	}
	if err := os.Rename(f.Name(), path); err != nil {
		return fmt.Errorf("write addresses: %w", err)
	}
	return syncDir(path)
}

// Read reads addresses that Write wrote. It returns an error wrapping fs.ErrNotExist when there is no such file, and datatoken.ErrSyntax when it
// does not say where the contracts are.
func Read(path string) (datatoken.Addresses, error) {
	b, err := os.ReadFile(path)
	if err != nil {
		return datatoken.Addresses{}, fmt.Errorf("read addresses: %w", err)
	}
	var a datatoken.Addresses
	if err := json.Unmarshal(b, &a); err != nil {
		return datatoken.Addresses{}, fmt.Errorf("read addresses from %s: %w: %w", path, datatoken.ErrSyntax, err)
	}
	return a, a.Check()
}

// syncDir makes the name of a file last.
func syncDir(path string) error {
	d, err := os.Open(filepath.Dir(path))
	if err != nil {
		return fmt.Errorf("sync directory: %w", err)
	}
	defer d.Close()
	if err := d.Sync(); err != nil {
		return fmt.Errorf("sync directory: %w", err)
	}
	return nil
}
