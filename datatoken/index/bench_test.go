package index_test

import (
	"context"
	"fmt"
	"math/big"
	"testing"

	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/core/types"
	"github.com/stintdao/stint/datatoken/index"
)

// benchChain is a chain of go-ethereum with so many blocks of so many events each, of the size of ours: three topics and 128 bytes.
func benchChain(b *testing.B, blocks, events int) *sim {
	s := newSim(b)
	for range blocks {
		s.send(&burst, common.BigToHash(big.NewInt(int64(events))).Bytes())
		s.Commit()
	}
	return s
}

// alone is a node that takes nothing for final, so that every block is read alone.
type alone struct{ index.Node }

func (n alone) HeaderByNumber(ctx context.Context, number *big.Int) (*types.Header, error) {
	if number != nil && number.Sign() < 0 {
		number = big.NewInt(1)
	}
	return n.Node.HeaderByNumber(ctx, number)
}

// BenchmarkSync makes an index from nothing, of a node over HTTP on this machine and of one in this process: in ranges, and block by block as at the
// head of a chain.
func BenchmarkSync(b *testing.B) {
	for _, size := range []struct{ blocks, events int }{{500, 40}, {1000, 1}} {
		s := benchChain(b, size.blocks, size.events)
		for where, node := range map[string]index.Node{"http": s.http, "process": s.Client()} {
			for _, how := range []string{"ranges", "blocks"} {
				b.Run(fmt.Sprintf("events=%d/%s/%s", size.events, where, how), func(b *testing.B) {
					for range b.N {
						cfg := simConfig(node)
						if how == "blocks" {
							cfg.Node = alone{node}
						}
						x, err := index.Open(file(b), cfg)
						if err != nil {
							b.Fatal(err)
						}
						if err := x.Sync(b.Context()); err != nil {
							b.Fatal(err)
						}
						x.Close()
					}
					b.ReportMetric(float64(b.N*size.blocks*size.events)/b.Elapsed().Seconds(), "events/s")
					b.ReportMetric(float64(b.N*size.blocks)/b.Elapsed().Seconds(), "blocks/s")
				})
			}
		}
	}
}

// BenchmarkLogs asks about one job and about one dataset in a file of 100,000 logs.
func BenchmarkLogs(b *testing.B) {
	f := newFake()
	for i := range 10_000 {
		var logs []types.Log
		for k := range 10 {
			logs = append(logs, types.Log{Address: ledger, Topics: []common.Hash{reserved, hash(fmt.Sprint("dataset", i%1000)), hash(fmt.Sprint("job", i*10+k))}, Data: make([]byte, 128)})
		}
		f.mine(logs)
	}
	f.final = 10_000
	path := file(b)
	x := open(b, path, config(f))
	if err := x.Sync(b.Context()); err != nil {
		b.Fatal(err)
	}
	for name, topics := range map[string][][]common.Hash{
		"job":     {{reserved}, nil, {hash("job5000")}},
		"dataset": {nil, {hash("dataset7")}},
	} {
		b.Run(name, func(b *testing.B) {
			n := 0
			for range b.N {
				logs, err := x.Logs(b.Context(), ledger, topics)
				if err != nil {
					b.Fatal(err)
				}
				n = len(logs)
			}
			b.ReportMetric(float64(n), "logs/op")
		})
	}
	x.Close()
	b.Run("open", func(b *testing.B) { // and look at every page
		for range b.N {
			x, err := index.Open(path, config(f))
			if err != nil {
				b.Fatal(err)
			}
			x.Close()
		}
	})
}
