package index_test

import (
	"context"
	"errors"
	"fmt"
	"math/big"
	"math/rand/v2"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/ethereum/go-ethereum"
	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/core/types"
	"github.com/ethereum/go-ethereum/crypto"
	"github.com/ethereum/go-ethereum/rpc"
	"github.com/google/go-cmp/cmp"
	"github.com/stintdao/stint/datatoken/index"
)

const fakeID = 4711

// fake is a node whose chain the test makes. It answers from its chain as it is at the moment of the question, about blocks that left the chain too, as long
// as they are asked for by hash.
type fake struct {
	mu    sync.Mutex
	chain []*fakeBlock
	known map[common.Hash]*fakeBlock
	salt  uint64

	final     uint64            // 0: it does not know
	mostSpan  uint64            // blocks in one question; 0 for any
	mostLogs  int               // logs in one answer; 0 for any
	timeless  bool              // logs without a time, as older nodes give them
	forgetful bool              // knows nothing of blocks that left the chain
	ahead     func(call string) // is called before every answer; may change the chain
	fail      error             // of every answer
	calls     map[string]int
}

type fakeBlock struct {
	header *types.Header
	logs   []types.Log
}

// refusal is an error as a node sends it.
type refusal string

func (r refusal) Error() string  { return string(r) }
func (r refusal) ErrorCode() int { return -32005 }

func newFake() *fake {
	f := &fake{known: map[common.Hash]*fakeBlock{}, calls: map[string]int{}}
	f.mine(nil)
	return f
}

func (f *fake) lock(call string) func() {
	f.mu.Lock()
	f.calls[call]++
	ahead := f.ahead
	f.mu.Unlock()
	if ahead != nil {
		ahead(call)
	}
	f.mu.Lock()
	return f.mu.Unlock
}

// mine adds a block with these logs, of which the test gives contract, topics and data.
func (f *fake) mine(logs []types.Log) *fakeBlock {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.salt++
	h := &types.Header{Number: big.NewInt(int64(len(f.chain))), Time: 1000 + 12*uint64(len(f.chain)), Difficulty: new(big.Int),
		Extra: fmt.Append(nil, f.salt)}
	if n := len(f.chain); n > 0 {
		h.ParentHash = f.chain[n-1].header.Hash()
	}
	b := &fakeBlock{header: h}
	for i, l := range logs {
		l.BlockNumber, l.BlockHash, l.BlockTimestamp = h.Number.Uint64(), h.Hash(), h.Time
		l.Index, l.TxIndex = uint(i+i/3), uint(i/2) // logs of others stand between
		l.TxHash = crypto.Keccak256Hash(h.Extra, []byte{byte(l.TxIndex)})
		l.Topics, l.Data = append([]common.Hash{}, l.Topics...), append([]byte{}, l.Data...)
		b.logs = append(b.logs, l)
	}
	f.chain = append(f.chain, b)
	f.known[h.Hash()] = b
	return b
}

func (f *fake) set(do func()) {
	f.mu.Lock()
	defer f.mu.Unlock()
	do()
}

// drop takes the last n blocks away, never the first.
func (f *fake) drop(n int) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.chain = f.chain[:max(1, len(f.chain)-n)]
}

func (f *fake) head() *types.Header {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.chain[len(f.chain)-1].header
}

func (f *fake) ChainID(context.Context) (*big.Int, error) {
	defer f.lock("id")()
	return big.NewInt(fakeID), nil
}

func (f *fake) HeaderByNumber(_ context.Context, n *big.Int) (*types.Header, error) {
	defer f.lock("header")()
	switch {
	case f.fail != nil:
		return nil, f.fail
	case n == nil:
		return f.chain[len(f.chain)-1].header, nil
	case n.Int64() == int64(rpc.FinalizedBlockNumber) && f.final == 0:
		return nil, refusal("finalized block not found")
	case n.Int64() == int64(rpc.FinalizedBlockNumber):
		return f.chain[min(f.final, uint64(len(f.chain)-1))].header, nil
	case n.Sign() < 0 || n.Int64() >= int64(len(f.chain)):
		return nil, ethereum.NotFound
	}
	return f.chain[n.Int64()].header, nil
}

func (f *fake) FilterLogs(_ context.Context, q ethereum.FilterQuery) ([]types.Log, error) {
	defer f.lock("logs")()
	var blocks []*fakeBlock
	if q.BlockHash != nil {
		b, ok := f.known[*q.BlockHash]
		on := ok && b.header.Number.Int64() < int64(len(f.chain)) && f.chain[b.header.Number.Int64()] == b
		if !ok || f.forgetful && !on {
			return nil, refusal("unknown block")
		}
		blocks = append(blocks, b)
	} else {
		from, to := q.FromBlock.Uint64(), q.ToBlock.Uint64()
		if f.mostSpan > 0 && to-from >= f.mostSpan {
			return nil, refusal("block range is too wide")
		}
		blocks = f.chain[min(from, uint64(len(f.chain))):min(to+1, uint64(len(f.chain)))]
	}
	out := []types.Log{}
	for _, b := range blocks {
		for _, l := range b.logs {
			if (len(q.Addresses) == 0 || slices.Contains(q.Addresses, l.Address)) && matches(l, q.Topics) {
				if f.timeless {
					l.BlockTimestamp = 0
				}
				out = append(out, l)
			}
		}
	}
	if f.mostLogs > 0 && len(out) > f.mostLogs {
		return nil, refusal("query returned more than so many results")
	}
	return out, nil
}

// matches is what eth_getLogs says of topics.
func matches(l types.Log, topics [][]common.Hash) bool {
	if len(topics) > len(l.Topics) {
		return false
	}
	for i, choices := range topics {
		if len(choices) > 0 && !slices.Contains(choices, l.Topics[i]) {
			return false
		}
	}
	return true
}

func addr(name string) common.Address { return common.BytesToAddress(crypto.Keccak256([]byte(name))) }
func hash(name string) common.Hash    { return crypto.Keccak256Hash([]byte(name)) }
func word(a common.Address) common.Hash {
	return common.BytesToHash(a[:])
}

// A world of two contracts that are kept, one of which announces others in two ways.
var (
	ledger, factory    = addr("ledger"), addr("factory")
	stranger           = addr("stranger")
	tokens             = []common.Address{addr("t0"), addr("t1"), addr("t2"), addr("t3")}
	born, adopted      = hash("born"), hash("adopted")
	ordered, reused    = hash("ordered"), hash("reused")
	reserved, transfer = hash("reserved"), hash("transfer")
	rules              = []index.Rule{
		{Factory: factory, Event: born, Topic: 2, Keep: []common.Hash{ordered, reused}},
		{Factory: factory, Event: adopted, Word: 1, Keep: []common.Hash{reused, reserved}},
	}
)

func announce(at common.Address, way common.Hash) types.Log {
	if way == born {
		return types.Log{Address: factory, Topics: []common.Hash{born, hash("template"), word(at)}}
	}
	return types.Log{Address: factory, Topics: []common.Hash{adopted}, Data: slices.Concat(make([]byte, 32), word(at).Bytes(), []byte{1, 2, 3})}
}

func config(n index.Node) index.Config {
	return index.Config{Node: n, ChainID: fakeID, Start: 3, Addresses: []common.Address{ledger, factory}, Follow: rules}
}

// happenings makes up a block's logs.
func happenings(r *rand.Rand) []types.Log {
	var out []types.Log
	from := []common.Address{ledger, ledger, factory, stranger, tokens[0], tokens[1], tokens[2], tokens[3]}
	events := []common.Hash{ordered, reused, reserved, transfer}
	pick := func() common.Hash { return events[r.IntN(len(events))] }
	for range r.IntN(8) * r.IntN(2) {
		if r.IntN(6) == 0 {
			out = append(out, announce(tokens[r.IntN(len(tokens))], []common.Hash{born, adopted}[r.IntN(2)]))
			continue
		}
		l := types.Log{Address: from[r.IntN(len(from))], Data: make([]byte, r.IntN(3)*16)}
		for range r.IntN(5) {
			l.Topics = append(l.Topics, pick())
		}
		if len(l.Topics) > 0 && r.IntN(2) == 0 {
			l.Topics[len(l.Topics)-1] = hash(fmt.Sprint("job", r.IntN(3)))
		}
		out = append(out, l)
	}
	return out
}

// model is what an index of cfg at the fake's head should have of each contract that it follows then: an implementation so simple that it is right.
func model(f *fake, cfg index.Config) map[common.Address][]types.Log {
	f.mu.Lock()
	defer f.mu.Unlock()
	out := map[common.Address][]types.Log{}
	for _, a := range cfg.Addresses {
		out[a] = []types.Log{}
	}
	keep := map[common.Address][]common.Hash{}
	for _, b := range f.chain {
		if b.header.Number.Uint64() < cfg.Start {
			continue
		}
		for _, l := range b.logs {
			if slices.Contains(cfg.Addresses, l.Address) || len(l.Topics) > 0 && slices.Contains(keep[l.Address], l.Topics[0]) {
				out[l.Address] = append(out[l.Address], l)
			}
			if l.Address != factory || len(l.Topics) == 0 {
				continue
			}
			for _, r := range cfg.Follow {
				if l.Topics[0] != r.Event {
					continue
				}
				var at common.Address
				if r.Topic > 0 {
					at = common.BytesToAddress(l.Topics[r.Topic][:])
				} else {
					at = common.BytesToAddress(l.Data[32*r.Word : 32*r.Word+32])
				}
				keep[at] = append(keep[at], r.Keep...)
				if out[at] == nil {
					out[at] = []types.Log{}
				}
			}
		}
	}
	return out
}

// kept asks an index for all that it has.
func kept(t testing.TB, s *index.Snapshot, cfg index.Config) map[common.Address][]types.Log {
	t.Helper()
	out := map[common.Address][]types.Log{}
	for _, a := range cfg.Addresses {
		out[a] = must(s.Logs(t.Context(), a, nil))
	}
	for _, a := range tokens {
		for _, r := range cfg.Follow {
			for _, topic := range r.Keep {
				logs, err := s.Logs(t.Context(), a, [][]common.Hash{{topic}})
				if errors.Is(err, index.ErrNotIndexed) {
					continue
				}
				if err != nil {
					t.Fatal(err)
				}
				if out[a] == nil {
					out[a] = []types.Log{}
				}
				for _, l := range logs {
					if !slices.ContainsFunc(out[a], func(o types.Log) bool { return o.BlockNumber == l.BlockNumber && o.Index == l.Index }) {
						out[a] = append(out[a], l)
					}
				}
			}
		}
		slices.SortFunc(out[a], func(a, b types.Log) int {
			if a.BlockNumber != b.BlockNumber {
				return int(a.BlockNumber) - int(b.BlockNumber)
			}
			return int(a.Index) - int(b.Index)
		})
	}
	return out
}

// agrees requires that an index is at the fake's head and has exactly what it should.
func agrees(t testing.TB, x *index.Index, f *fake, cfg index.Config) {
	t.Helper()
	s, err := x.Snapshot(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	if h := f.head(); s.Head().Hash != h.Hash() || s.Head().Number != h.Number.Uint64() || uint64(s.Head().Time.Unix()) != h.Time {
		t.Fatalf("index is at %v, the chain at %d %s", s.Head(), h.Number, h.Hash())
	}
	if d := diff(model(f, cfg), kept(t, s, cfg)); d != "" {
		t.Fatalf("index has something else than the chain (-chain +index):\n%s", d)
	}
}

// diff is cmp.Diff, which takes its time over many logs, of things that are seldom different.
func diff(want, got any) string {
	if reflect.DeepEqual(want, got) {
		return ""
	}
	return "different: " + cmp.Diff(want, got)
}

func open(t testing.TB, path string, cfg index.Config) *index.Index {
	t.Helper()
	x, err := index.Open(path, cfg)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := x.Close(); err != nil {
			t.Error(err)
		}
	})
	return x
}

func file(t testing.TB) string { return filepath.Join(t.TempDir(), "events.db") }

func sync_(t testing.TB, x *index.Index) {
	t.Helper()
	if err := x.Sync(t.Context()); err != nil {
		t.Fatal(err)
	}
}

func digest(t testing.TB, x *index.Index) common.Hash {
	t.Helper()
	d, err := x.Digest(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	return d
}

// rebuilt is the digest of an index made from nothing.
func rebuilt(t testing.TB, cfg index.Config) common.Hash {
	t.Helper()
	x := open(t, file(t), cfg)
	sync_(t, x)
	return digest(t, x)
}

func must[T any](v T, err error) T {
	if err != nil {
		panic(err)
	}
	return v
}

// without skips a test that needs what is not there, or fails it where skipping is forbidden: STINT_FORBID_SKIP lists what must be there.
func without(t testing.TB, what, how string) {
	t.Helper()
	if slices.Contains(strings.Split(os.Getenv("STINT_FORBID_SKIP"), ","), what) {
		t.Fatalf("there is no %s: %s", what, how)
	}
	t.Skipf("there is no %s: %s", what, how)
}

func random(t testing.TB, seed uint64) *rand.Rand {
	t.Helper()
	return rand.New(rand.NewPCG(seed, uint64(len(t.Name()))))
}
