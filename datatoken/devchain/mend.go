package devchain

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"path/filepath"

	"github.com/ethereum/go-ethereum/rlp"
)

// The node moves old blocks from its database into files, a table for each of their parts (go-ethereum's freezer), and wipes them from the database once
// all tables are on disk. A kill in the middle can leave those files in two states that it does not recover from:
//
//   - Of a table that was made, or grew, the few bytes of metadata were written in part: it does not open.
//   - The very first blocks are on disk in some tables and not in others. It takes the empty ones for new and their blocks for pruned: then it either does
//     not open, or has lost the blocks.
//
// mend repairs both before the node opens the files. Nothing is lost in the second: the database has all blocks until every table is on disk.

// tables hold the parts of a block that must be there. Another table may be empty while these are not.
var tables = []string{"headers", "hashes", "bodies", "receipts"}

// indexEntry is the size of an entry of a table's index; the first one says where the table begins.
const indexEntry = 6

func mend(chaindata string) error {
	dir := filepath.Join(chaindata, "ancient", "chain")
	metas, err := filepath.Glob(filepath.Join(dir, "*.meta"))
	if err != nil {
		return err
	}
	began, whole := false, 0
	for _, path := range metas {
		flushed, err := mendMeta(path)
		if err != nil {
			return fmt.Errorf("repair %s: %w", path, err)
		}
		if flushed <= indexEntry {
			continue
		}
		began = true
		for _, t := range tables {
			if filepath.Base(path) == t+".meta" {
				whole++
			}
		}
	}
	if !began || whole == len(tables) {
		return nil
	}
	// Set aside and not removed: should the reason be another one, somebody may want to look.
	aside := dir + ".cut-short"
	if err := os.RemoveAll(aside); err != nil {
		return err
	}
	return os.Rename(dir, aside)
}

// tableMeta is what a table's metadata says: RLP, written in two pieces, of which the first is a byte with the length of the second.
type tableMeta struct {
	Version uint16
	Tail    uint64 // first block that was not pruned
	Flushed uint64 // bytes of the index whose blocks are on disk
}

// mendMeta returns how much of a table's index is on disk with its blocks. Metadata whose length was written and the rest not gets the length of what is
// there; metadata of which there is nothing else is emptied, as that of a new table.
func mendMeta(path string) (flushed uint64, err error) {
	b, err := os.ReadFile(path)
	if err != nil {
		return 0, err
	}
	var m tableMeta
	if rlp.DecodeBytes(b, &m) == nil || len(b) == 0 {
		return m.Flushed, nil
	}
	if len(b) == 1 {
		return 0, writeFile(path, nil, 0o644)
	}
	rest := rlp.NewStream(bytes.NewReader(b[1:]), 0)
	for _, field := range []any{&m.Version, &m.Tail, &m.Flushed} {
		if err := rest.Decode(field); err != nil {
			return 0, err
		}
	}
	if b[0] < 0xc0 || m.Version != 2 {
		return 0, errors.New("not metadata of a table")
	}
	whole, err := rlp.EncodeToBytes(&m)
	if err != nil {
		return 0, err
	}
	return m.Flushed, writeFile(path, whole, 0o644)
}
