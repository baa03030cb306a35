package index

import (
	"context"
	"encoding/binary"
	"errors"
	"math/big"
	"slices"
	"testing"

	"github.com/ethereum/go-ethereum"
	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/core/types"
	"github.com/google/go-cmp/cmp"
)

var (
	maker, other = common.Address{1}, common.Address{2}
	made, used   = common.Hash{1}, common.Hash{2}
)

// FuzzRule reads announcements of any shape by rules of any shape: a bad rule is refused, an announcement without an address where the rule
// says is refused, and from any other the address is read that stands there.
func FuzzRule(f *testing.F) {
	address := common.BytesToHash(other[:]).Bytes()
	f.Add(2, 0, append(make([]byte, 32), address...), []byte{})
	f.Add(0, 1, []byte{}, append(make([]byte, 32), address...))
	f.Add(0, 0, []byte{}, make([]byte, 31))
	f.Add(3, -1, make([]byte, 96), []byte{})
	f.Add(1, 0, slices.Repeat([]byte{0xff}, 32), []byte{})
	f.Fuzz(func(t *testing.T, topic, at int, topics, data []byte) {
		l := types.Log{Address: maker, Topics: []common.Hash{made}, Data: data}
		for part := range slices.Chunk(topics, 32) {
			if len(l.Topics) < 4 {
				l.Topics = append(l.Topics, common.BytesToHash(part))
			}
		}
		rule := Rule{Factory: maker, Event: made, Topic: topic, Word: at, Keep: []common.Hash{used}}
		good := topic >= 0 && topic <= 3 && at >= 0 && at <= 1<<16
		if err := rule.check([]common.Address{maker}); errors.Is(err, ErrConfig) == good {
			t.Fatalf("rule with topic %d and word %d: %v", topic, at, err)
		}
		if !good {
			return
		}
		var stands common.Hash
		there := false
		switch {
		case topic > 0 && topic < len(l.Topics):
			stands, there = l.Topics[topic], true
		case topic == 0 && len(data) >= 32*(at+1):
			stands, there = common.BytesToHash(data[32*at:32*(at+1)]), true
		}
		who := common.BytesToAddress(stands[:])
		there = there && common.BytesToHash(who[:]) == stands
		got, ok, err := rule.announced(&l)
		if ok != there || errors.Is(err, ErrConfig) == there || ok && got != who {
			t.Fatalf("got %s, %v, %v; %s stands there: %v", got, ok, err, who, there)
		}
		l.Topics[0] = used
		if _, ok, err := rule.announced(&l); ok || err != nil {
			t.Fatalf("another event: %v, %v", ok, err)
		}
	})
}

// said is a node of blocks 0 to 10 that has an answer ready.
type said []types.Log

func (said) header(n int64) *types.Header {
	return &types.Header{Number: big.NewInt(n), Time: uint64(1000 + n), Difficulty: new(big.Int)}
}

func (said) ChainID(context.Context) (*big.Int, error) { return big.NewInt(1), nil }

func (s said) HeaderByNumber(_ context.Context, n *big.Int) (*types.Header, error) {
	return s.header(n.Int64()), nil
}

func (s said) FilterLogs(_ context.Context, q ethereum.FilterQuery) ([]types.Log, error) {
	return slices.Clone(s), nil
}

// FuzzAnswer lets a node answer anything, about a range and about a block: it is refused as the node's fault, or taken exactly, in order, with the right blocks.
func FuzzAnswer(f *testing.F) {
	f.Add([]byte{5, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 3, 5}, true)
	f.Add([]byte{5, 0, 0, 0, 0, 0, 0, 0, 0, 2, 0, 0, 3, 5, 6, 0, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 3, 5}, true)
	f.Add([]byte{10, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 3, 5, 10, 0, 0, 0, 0, 0, 0, 0, 0, 1, 2, 0, 1, 9}, false)
	f.Add([]byte{10, 0, 255, 0, 0, 0, 0, 0, 0, 0, 0, 0, 3, 5}, false)
	f.Fuzz(func(t *testing.T, raw []byte, ranges bool) {
		var told said
		for part := range slices.Chunk(raw, 14) {
			if len(part) < 14 {
				break
			}
			h := told.header(int64(part[0] % 12))
			l := types.Log{Address: []common.Address{maker, maker, maker, other}[part[1]%4], Removed: part[1] >= 0xf0, TxHash: common.Hash{9},
				Index: uint(binary.BigEndian.Uint64(part[2:10]) >> (part[11] % 64)), TxIndex: uint(part[10]), Topics: make([]common.Hash, part[12]%6),
				Data: make([]byte, part[13]), BlockNumber: h.Number.Uint64(), BlockHash: h.Hash(), BlockTimestamp: h.Time}
			switch part[0] >> 6 {
			case 1:
				l.BlockTimestamp = 0
			case 2:
				l.BlockTimestamp = uint64(part[1])
			case 3:
				l.BlockHash = common.Hash{part[1]}
			}
			told = append(told, l)
		}
		p, err := newPlan(Config{Node: told, ChainID: 1, Addresses: []common.Address{maker}})
		if err != nil {
			t.Fatal(err)
		}
		s := source{told, p}
		var b batch
		if ranges {
			b, err = s.rangeOf(t.Context(), 0, 10, nil)
		} else {
			b, err = s.single(t.Context(), nil, 10, nil)
		}
		if err != nil {
			if !errors.Is(err, ErrNode) && !errors.Is(err, errMoved) {
				t.Fatalf("got %v, want the node's fault", err)
			}
			return
		}
		want := slices.Clone(told)
		slices.SortStableFunc(want, func(a, b types.Log) int { return placeOf(&a).compare(placeOf(&b)) })
		if d := cmp.Diff([]types.Log(want), b.logs); len(want)+len(b.logs) > 0 && d != "" {
			t.Fatalf("took something else (-told +taken):\n%s", d)
		}
		blocks := map[uint64]block{}
		for i, at := range b.blocks {
			if i > 0 && b.blocks[i-1].number >= at.number {
				t.Fatalf("blocks out of order: %v", b.blocks)
			}
			blocks[at.number] = at
		}
		if h := told.header(10); b.last != (block{10, h.Hash(), h.Time}) || blocks[10] != b.last {
			t.Fatalf("last block is %v, among blocks %v", b.last, blocks[10])
		}
		for _, l := range b.logs {
			if l.Removed || len(l.Topics) > 4 || l.Address != maker || l.BlockNumber > 10 || !ranges && l.BlockNumber != 10 || blocks[l.BlockNumber].hash != l.BlockHash {
				t.Fatalf("took %v", l)
			}
		}
		for i := 1; i < len(b.logs); i++ {
			if placeOf(&b.logs[i-1]) == placeOf(&b.logs[i]) {
				t.Fatalf("took two logs of one place: %v", b.logs[i])
			}
		}
	})
}
