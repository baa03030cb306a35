package index

import (
	"errors"
	"fmt"
)

var (
	// ErrBusy reports a file that another Index has open, of this process or another.
	ErrBusy = errors.New("index is open elsewhere")
	// ErrForeign reports a file that is not an index. It was not touched: choose another path, or move it away.
	ErrForeign = errors.New("file is not an index")
	// ErrConfig reports a configuration that no index can be made of.
	ErrConfig = errors.New("bad index configuration")
	// ErrChain reports a node of another chain than the index is of.
	ErrChain = errors.New("node is of another chain")
	// ErrNode reports a node that could not be asked, or whose answers contradict each other. Trying again may help.
	ErrNode = errors.New("no good answer from node")
	// ErrEmpty reports an index that has no block yet.
	ErrEmpty = errors.New("index has no block yet")
	// ErrNotIndexed reports a question about logs that the index does not keep: only a node can answer it.
	ErrNotIndexed = errors.New("logs are not indexed")
	// ErrQuery reports topics that no node would look for: of more than four positions, or too many at one.
	ErrQuery = errors.New("bad log query")
	// ErrClosed reports an index that was closed.
	ErrClosed = errors.New("index is closed")
)

// Difference reports the first block in which an index has something else than a node.
type Difference struct {
	Block uint64
	What  string
}

func (d *Difference) Error() string {
	return fmt.Sprintf("index differs from node in block %d: %s", d.Block, d.What)
}
