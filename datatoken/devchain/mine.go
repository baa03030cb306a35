package devchain

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"

	"github.com/ethereum/go-ethereum/core"
	"github.com/ethereum/go-ethereum/log"
)

// mine starts the goroutine that makes a block whenever transactions wait, and flushes it to disk before it makes the next. When the disk
// refuses, no more blocks are made, and Close says why.
func (c *Chain) mine() {
	pool := c.eth.TxPool()
	arrived := make(chan core.NewTxsEvent, 64)
	sub := pool.SubscribeTransactions(arrived, true)
	go func() {
		defer close(c.mined)
		defer sub.Unsubscribe()
		for {
			// At first, too: the node answers before this listens, and what came meanwhile is announced no more.
			if err := c.drain(arrived); err != nil {
				log.Error("Chain stops", "err", err) // go-ethereum's log: nobody waits for an answer here
				c.stopped = err
				return
			}
			select {
			case <-c.quit:
				return
			case <-arrived:
			}
		}
	}()
}

// drain makes blocks until none waits, or until a block takes none: what the pool holds and the block builder refuses (a tip too low)
// waits for the next arrival rather than spin.
func (c *Chain) drain(arrived <-chan core.NewTxsEvent) error {
	for {
		for len(arrived) > 0 {
			<-arrived
		}
		c.eth.TxPool().Sync()
		before, _ := c.eth.TxPool().Stats()
		if before == 0 {
			return nil
		}
		c.beacon.Commit()
		if err := c.flush(); err != nil {
			return fmt.Errorf("flush block to disk: %w", err)
		}
		c.eth.TxPool().Sync()
		after, _ := c.eth.TxPool().Stats()
		if after >= before && len(arrived) == 0 {
			return nil
		}
		select {
		case <-c.quit:
			return nil
		default:
		}
	}
}

// flush has the disk keep every block so far, whatever happens to the power. LevelDB has no call for that: what is not in its tables yet is in its logs, which
// the operating system has and writes when it is told to.
func (c *Chain) flush() error {
	if err := c.eth.ChainDb().SyncKeyValue(); err != nil {
		return err
	}
	logs, err := filepath.Glob(filepath.Join(dataDir(c.dir), "*.log"))
	if err != nil {
		return err
	}
	if !slices.Equal(logs, c.logs) {
		c.logs = logs
		logs = append(slices.Clone(logs), dataDir(c.dir)) // the names, too
	}
	for _, path := range logs {
		if err := syncFile(path); err != nil {
			return err
		}
	}
	return nil
}

// syncFile writes a file, or the names in a directory, to disk. One that is gone meanwhile has become a table.
func syncFile(path string) error {
	f, err := os.Open(path)
	if errors.Is(err, os.ErrNotExist) {
		return nil
	}
	if err != nil {
		return err
	}
	defer f.Close()
	return f.Sync()
}
