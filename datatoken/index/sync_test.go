package index_test

import (
	"context"
	"errors"
	"fmt"
	"math/big"
	"testing"
	"time"

	"github.com/ethereum/go-ethereum"
	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/core/types"
	"github.com/stintdao/stint/datatoken/index"
)

// TestAnyHistory takes chains through random blocks, reorganisations of every depth, chains that become shorter, nodes with and without limits, and changes
// of fork between any two questions. Whenever the index says it is done and the chain stands still, it has what the model has, and what an index made from nothing has.
func TestAnyHistory(t *testing.T) {
	for seed := range uint64(8) {
		t.Run(fmt.Sprint(seed), func(t *testing.T) {
			t.Parallel()
			r := random(t, seed)
			f := newFake()
			f.mostSpan = []uint64{0, 7, 100}[r.IntN(3)]
			f.mostLogs = []int{0, 30}[r.IntN(2)]
			f.timeless, f.forgetful = r.IntN(3) == 0, r.IntN(2) == 0
			cfg := config(f)
			path := file(t)
			x := must(index.Open(path, cfg))
			defer func() { x.Close() }()
			grow := func(n int) {
				for range n {
					f.mine(happenings(r))
				}
			}
			grow(r.IntN(300))
			for step := range 40 {
				switch r.IntN(9) {
				case 0:
					grow(100 + r.IntN(300))
				case 1, 2, 3:
					grow(r.IntN(6))
				case 4, 5:
					d := 1 + r.IntN(12)
					f.drop(d)
					grow(d + r.IntN(3))
				case 6:
					f.drop(1 + r.IntN(400)) // deeper than any tail
					grow(r.IntN(100))
				case 7:
					f.drop(1 + r.IntN(20)) // and is shorter now
				case 8:
					f.mu.Lock()
					f.final = uint64(r.IntN(len(f.chain) + 5))
					f.mu.Unlock()
				}
				if r.IntN(2) == 0 { // the chain changes under the reader
					left := 1 + r.IntN(10)
					f.ahead = func(string) {
						if left--; left >= 0 && r.IntN(2) == 0 {
							d := r.IntN(100) * r.IntN(2)
							f.drop(d)
							grow(d + r.IntN(3))
						}
					}
					if err := x.Sync(t.Context()); err != nil {
						t.Fatalf("step %d: %v", step, err)
					}
					f.ahead = nil
				}
				if r.IntN(5) == 0 {
					x.Close()
					x = must(index.Open(path, cfg))
				}
				sync_(t, x)
				if f.head().Number.Uint64() < cfg.Start {
					if _, err := x.Head(t.Context()); !errors.Is(err, index.ErrEmpty) {
						t.Fatalf("step %d: no block is indexed, got %v", step, err)
					}
					continue
				}
				agrees(t, x, f, cfg)
				if step%8 == 7 {
					if a, b := digest(t, x), rebuilt(t, cfg); a != b {
						t.Fatalf("step %d: digest %s, from nothing %s", step, a, b)
					}
					if err := x.Verify(t.Context(), f, 0); err != nil {
						t.Fatalf("step %d: %v", step, err)
					}
				}
			}
		})
	}
}

// TestRangesEqualBlocks: reading in ranges, of any size, and block by block gives the same.
func TestRangesEqualBlocks(t *testing.T) {
	f := newFake()
	r := random(t, 1)
	for range 400 {
		f.mine(happenings(r))
	}
	f.final = 1 // all but two blocks are read alone
	want := rebuilt(t, config(f))
	if n := f.calls["logs"]; n < 390 {
		t.Fatalf("only %d questions: blocks were not read alone", n)
	}
	for name, set := range map[string]func(*fake){
		"in ranges":                      func(f *fake) { f.final = 400 },
		"finality unknown":               func(f *fake) { f.final = 0 },
		"few blocks at a time":           func(f *fake) { f.final, f.mostSpan = 400, 3 },
		"few logs at a time":             func(f *fake) { f.final, f.mostSpan, f.mostLogs = 400, 0, 20 },
		"one block at a time":            func(f *fake) { f.final, f.mostSpan, f.mostLogs = 390, 1, 0 },
		"logs do not say when":           func(f *fake) { f.timeless, f.mostSpan = true, 0 },
		"and block by block they do not": func(f *fake) { f.final = 1 },
	} {
		t.Run(name, func(t *testing.T) {
			set(f)
			f.calls["logs"] = 0
			if got := rebuilt(t, config(f)); got != want {
				t.Errorf("digest %s, block by block %s", got, want)
			}
		})
	}
}

// TestBigRangesShrink: a node that answers about few blocks is asked about few, not again and again about many.
func TestBigRangesShrink(t *testing.T) {
	f := newFake()
	for range 4000 {
		f.mine([]types.Log{{Address: ledger}})
	}
	f.final, f.mostSpan = 4000, 100
	x := open(t, file(t), config(f))
	sync_(t, x)
	agrees(t, x, f, config(f))
	if n := f.calls["logs"]; n > 90 {
		t.Errorf("%d questions for 4,000 blocks of 100 a question", n)
	}
}

// TestNodeChangesForkBetweenQuestions: whenever between two questions of one Sync the node goes to another fork, no mixture of both is ever shown.
func TestNodeChangesForkBetweenQuestions(t *testing.T) {
	for name, c := range map[string]struct {
		final     uint64
		forgetful bool
	}{
		"alone":                       {1, false},
		"alone, the old fork is gone": {1, true},
		"in ranges":                   {1000, false},
	} {
		t.Run(name, func(t *testing.T) {
			for at := 1; ; at++ {
				f := newFake()
				r := random(t, uint64(at))
				for range 90 {
					f.mine(append(happenings(r), types.Log{Address: ledger, Topics: []common.Hash{hash("old")}}))
				}
				f.final, f.forgetful = c.final, c.forgetful
				cfg := config(f)
				x := open(t, file(t), cfg)
				calls := 0
				f.ahead = func(string) {
					if calls++; calls == at {
						f.drop(60)
						for range 65 {
							f.mine([]types.Log{{Address: ledger, Topics: []common.Hash{hash("new")}}})
						}
					}
				}
				sync_(t, x)
				s := must(x.Snapshot(t.Context()))
				seenNew := false
				for _, l := range must(s.Logs(t.Context(), ledger, nil)) {
					isNew := len(l.Topics) > 0 && l.Topics[0] == hash("new")
					if h := f.known[l.BlockHash].header; seenNew && !isNew || h.Number.Uint64() != l.BlockNumber {
						t.Fatalf("change before question %d: block %d is of the old fork, after one of the new", at, l.BlockNumber)
					}
					seenNew = isNew
				}
				s.Close()
				f.ahead = nil
				sync_(t, x)
				agrees(t, x, f, cfg)
				x.Close()
				if calls < at {
					break // the change would have come after the end
				}
				if at > 20 && c.final == 1 { // all kinds of places were met
					at += 23
				}
			}
		})
	}
}

// TestUnsure: when the node fails before it could say whether a range's logs were of its chain, they are not kept.
func TestUnsure(t *testing.T) {
	f := grown(200)
	f.final = 200
	x := open(t, file(t), config(f))
	f.ahead = func(call string) {
		if call != "logs" {
			return
		}
		f.drop(150)
		for range 160 {
			f.mine([]types.Log{{Address: ledger}})
		}
		f.set(func() { f.fail = errors.New("no way to the node") })
	}
	if err := x.Sync(t.Context()); !errors.Is(err, index.ErrNode) {
		t.Errorf("got %v, want ErrNode", err)
	}
	if h, err := x.Head(t.Context()); !errors.Is(err, index.ErrEmpty) {
		t.Errorf("got block %d and %v, want ErrEmpty", h.Number, err)
	}
	f.ahead, f.fail = nil, nil
	sync_(t, x)
	agrees(t, x, f, config(f))
}

// liar changes the answers of a node.
type liar struct {
	*fake
	logs   func([]types.Log) []types.Log
	header func(*types.Header) *types.Header
}

func (l liar) FilterLogs(ctx context.Context, q ethereum.FilterQuery) ([]types.Log, error) {
	out, err := l.fake.FilterLogs(ctx, q)
	if err == nil && l.logs != nil {
		out = l.logs(out)
	}
	return out, err
}

func (l liar) HeaderByNumber(ctx context.Context, n *big.Int) (*types.Header, error) {
	h, err := l.fake.HeaderByNumber(ctx, n)
	if err == nil && l.header != nil {
		h = l.header(types.CopyHeader(h))
	}
	return h, err
}

// TestLies: answers that contradict each other or the question are refused, in ranges and alone, and nothing of them is kept.
func TestLies(t *testing.T) {
	for name, c := range map[string]struct {
		logs   func([]types.Log) []types.Log
		header func(*types.Header) *types.Header
	}{
		"log of another contract": {logs: func(l []types.Log) []types.Log { l[0].Address = stranger; return l }},
		"log of another block":    {logs: func(l []types.Log) []types.Log { l[0].BlockNumber += 1000; return l }},
		"log twice":               {logs: func(l []types.Log) []types.Log { return append(l, l[0]) }},
		"removed log":             {logs: func(l []types.Log) []types.Log { l[0].Removed = true; return l }},
		"five topics":             {logs: func(l []types.Log) []types.Log { l[0].Topics = make([]common.Hash, 5); return l }},
		"two blocks of a number":  {logs: func(l []types.Log) []types.Log { l[len(l)-1].BlockHash = hash("x"); return l }},
		"two times of a block":    {logs: func(l []types.Log) []types.Log { l[len(l)-1].BlockTimestamp += 5; return l }},
		"time after time's end":   {logs: func(l []types.Log) []types.Log { l[0].BlockTimestamp = 1 << 63; return l }},
		"index after the end":     {logs: func(l []types.Log) []types.Log { l[0].Index = 1 << 63; return l }},
		"another number":          {header: func(h *types.Header) *types.Header { h.Number.Add(h.Number, big.NewInt(7)); return h }},
		"no number":               {header: func(h *types.Header) *types.Header { h.Number = nil; return h }},
		"huge number":             {header: func(h *types.Header) *types.Header { h.Number.Lsh(big.NewInt(1), 70); return h }},
		"no header":               {header: func(h *types.Header) *types.Header { return nil }},
		"another parent": {header: func(h *types.Header) *types.Header {
			h.ParentHash = hash("nobody")
			return h
		}},
	} {
		for way, final := range map[string]uint64{"alone": 1, "in ranges": 300} {
			if name == "another parent" && way == "in ranges" {
				continue // there the parent is not looked at: the hash of the range's last block says it all
			}
			t.Run(name+" "+way, func(t *testing.T) {
				f := newFake()
				grow := func() {
					for range 100 {
						f.mine([]types.Log{{Address: ledger}, {Address: ledger}})
					}
				}
				grow()
				f.final = final
				path := file(t)
				x := open(t, path, config(f))
				sync_(t, x)
				had := digest(t, x)
				x.Close()
				grow()
				x = open(t, path, config(liar{fake: f, logs: func(l []types.Log) []types.Log {
					if c.logs != nil && len(l) > 0 {
						return c.logs(l)
					}
					return l
				}, header: func(h *types.Header) *types.Header {
					if c.header != nil && h.Number.Uint64() > 100 {
						return c.header(h)
					}
					return h
				}}))
				if err := x.Sync(t.Context()); !errors.Is(err, index.ErrNode) {
					t.Fatalf("got %v, want ErrNode", err)
				}
				if got := digest(t, x); got != had {
					t.Error("something of the answer was kept")
				}
			})
		}
	}
}

// TestOtherChain: an index meets a node of another chain ID, and a chain of the same ID that began anew.
func TestOtherChain(t *testing.T) {
	f := newFake()
	for range 50 {
		f.mine([]types.Log{{Address: ledger}})
	}
	cfg := config(f)
	cfg.ChainID = 1
	x := open(t, file(t), cfg)
	if err := x.Sync(t.Context()); !errors.Is(err, index.ErrChain) {
		t.Fatalf("got %v, want ErrChain", err)
	}
	path := file(t)
	x = open(t, path, config(f))
	sync_(t, x)
	x.Close()
	anew := newFake()
	anew.salt = 1 << 20
	anew.drop(1)
	for range 20 {
		anew.mine([]types.Log{{Address: factory}})
	}
	x = open(t, path, config(anew))
	sync_(t, x)
	agrees(t, x, anew, config(anew))
}

// TestFollow: of a contract that another announces, exactly what its rules keep is answered, from the announcement on, and nothing else is.
func TestFollow(t *testing.T) {
	f := newFake()
	cfg := config(f)
	tok := func(e common.Hash) types.Log { return types.Log{Address: tokens[0], Topics: []common.Hash{e}} }
	f.mine(nil)
	f.mine(nil)
	f.mine([]types.Log{tok(ordered), announce(tokens[0], born), tok(ordered), tok(transfer), tok(reserved)})
	f.mine([]types.Log{tok(ordered), announce(tokens[0], adopted), tok(reserved), announce(tokens[0], born)})
	x := open(t, file(t), cfg)
	sync_(t, x)
	agrees(t, x, f, cfg)
	count := func(topics [][]common.Hash) (int, error) {
		logs, err := x.Logs(t.Context(), tokens[0], topics)
		return len(logs), err
	}
	for name, c := range map[string]struct {
		topics [][]common.Hash
		want   int
		err    error
	}{
		"of both rules":       {[][]common.Hash{{ordered, reserved}}, 3, nil},
		"one event":           {[][]common.Hash{{reserved}}, 1, nil},
		"an event never seen": {[][]common.Hash{{reused}}, 0, nil},
		"any event":           {nil, 0, index.ErrNotIndexed},
		"any first topic":     {[][]common.Hash{nil, {ordered}}, 0, index.ErrNotIndexed},
		"an event not kept":   {[][]common.Hash{{ordered, transfer}}, 0, index.ErrNotIndexed},
	} {
		t.Run(name, func(t *testing.T) {
			if n, err := count(c.topics); n != c.want || !errors.Is(err, c.err) {
				t.Errorf("got %d logs and %v, want %d and %v", n, err, c.want, c.err)
			}
		})
	}
	if _, err := x.Logs(t.Context(), stranger, [][]common.Hash{{ordered}}); !errors.Is(err, index.ErrNotIndexed) {
		t.Errorf("a stranger: got %v, want ErrNotIndexed", err)
	}
	f.drop(1) // the second rule's announcement was never made
	f.mine([]types.Log{tok(reserved)})
	sync_(t, x)
	agrees(t, x, f, cfg)
	if _, err := count([][]common.Hash{{reserved}}); !errors.Is(err, index.ErrNotIndexed) {
		t.Errorf("announcement undone: got %v, want ErrNotIndexed", err)
	}
	if n, err := count([][]common.Hash{{ordered}}); n != 1 || err != nil {
		t.Errorf("got %d logs and %v, want 1", n, err)
	}
	f.drop(2)
	f.mine(nil)
	f.mine([]types.Log{tok(ordered)})
	sync_(t, x)
	if _, err := count([][]common.Hash{{ordered}}); !errors.Is(err, index.ErrNotIndexed) {
		t.Errorf("all announcements undone: got %v, want ErrNotIndexed", err)
	}
}

// TestRuleThatDoesNotFit: an announcement without an address where the rule has it stops the index. To skip it would lose logs.
func TestRuleThatDoesNotFit(t *testing.T) {
	for name, l := range map[string]types.Log{
		"too few topics": {Address: factory, Topics: []common.Hash{born}},
		"no address":     {Address: factory, Topics: []common.Hash{born, {}, hash("x")}},
		"too few words":  {Address: factory, Topics: []common.Hash{adopted}, Data: make([]byte, 63)},
	} {
		t.Run(name, func(t *testing.T) {
			f := newFake()
			for range 3 {
				f.mine(nil)
			}
			f.mine([]types.Log{l})
			x := open(t, file(t), config(f))
			if err := x.Sync(t.Context()); !errors.Is(err, index.ErrConfig) {
				t.Errorf("got %v, want ErrConfig", err)
			}
		})
	}
}

// TestTopics asks for every kind of topics that eth_getLogs knows, and has its answers.
func TestTopics(t *testing.T) {
	f := newFake()
	r := random(t, 3)
	for range 300 {
		f.mine(happenings(r))
	}
	x := open(t, file(t), config(f))
	sync_(t, x)
	choices := []common.Hash{ordered, reused, reserved, transfer, hash("job0"), hash("job1")}
	for range 500 {
		var topics [][]common.Hash
		for range r.IntN(5) {
			var some []common.Hash
			for range r.IntN(4) {
				some = append(some, choices[r.IntN(len(choices))])
			}
			topics = append(topics, some)
		}
		want := must(f.FilterLogs(t.Context(), ethereum.FilterQuery{Addresses: []common.Address{ledger}, Topics: topics,
			FromBlock: big.NewInt(3), ToBlock: big.NewInt(1000)}))
		if d := diff(want, must(x.Logs(t.Context(), ledger, topics))); d != "" {
			t.Fatalf("topics %v (-node +index):\n%s", topics, d)
		}
	}
	if _, err := x.Logs(t.Context(), ledger, make([][]common.Hash, 5)); !errors.Is(err, index.ErrQuery) {
		t.Errorf("five topics: got %v, want ErrQuery", err)
	}
	if _, err := x.Logs(t.Context(), ledger, [][]common.Hash{make([]common.Hash, 1001)}); !errors.Is(err, index.ErrQuery) {
		t.Errorf("too many choices: got %v, want ErrQuery", err)
	}
}

// TestWaitFor: who knows of a block finds its logs, whether or not somebody else reads, also when the node is late.
func TestWaitFor(t *testing.T) {
	f := newFake()
	x := open(t, file(t), config(f))
	ownWrites := func() {
		t.Helper()
		for range 5 {
			f.mine([]types.Log{{Address: ledger}})
		}
		n := f.head().Number.Uint64()
		if err := x.WaitFor(t.Context(), n); err != nil {
			t.Fatal(err)
		}
		logs := must(x.Logs(t.Context(), ledger, nil))
		if last := logs[len(logs)-1].BlockNumber; last != n {
			t.Errorf("last log is of block %d, not of %d", last, n)
		}
		late := make(chan error)
		go func() { late <- x.WaitFor(t.Context(), n+1) }()
		f.mine(nil)
		if err := <-late; err != nil {
			t.Error(err)
		}
	}
	ownWrites()
	ctx, cancel := context.WithCancel(t.Context())
	ran := make(chan error)
	go func() { ran <- x.Run(ctx, nil, time.Hour) }()
	ownWrites()
	cancel()
	if err := <-ran; !errors.Is(err, context.Canceled) {
		t.Errorf("run ended with %v", err)
	}
	short, stop := context.WithCancel(t.Context())
	f.ahead = func(string) { stop() }
	if err := x.WaitFor(short, 1<<40); !errors.Is(err, context.Canceled) {
		t.Errorf("a block that never comes: got %v", err)
	}
}

// TestRun: new heads are read when they are told, a node that fails is asked again, and heads that end are no end.
func TestRun(t *testing.T) {
	f := newFake()
	for range 5 {
		f.mine([]types.Log{{Address: ledger}})
	}
	x := open(t, file(t), config(f))
	ctx, cancel := context.WithCancel(t.Context())
	heads, ran := make(chan *types.Header), make(chan error, 1)
	go func() { ran <- x.Run(ctx, heads, 5*time.Millisecond) }()
	until := func(ok func() bool) {
		t.Helper()
		for !ok() {
			select {
			case <-t.Context().Done():
				t.Fatal("never came to be")
			case err := <-ran:
				t.Fatalf("run ended with %v", err)
			case <-time.After(time.Millisecond):
			}
		}
	}
	reached := func() bool {
		h, err := x.Head(ctx)
		return err == nil && h.Hash == f.head().Hash()
	}
	until(reached)
	f.mine(nil)
	heads <- f.head()
	until(reached)
	f.set(func() { f.fail, f.calls["header"] = errors.New("no way to the node"), 0 })
	f.mine(nil)
	until(func() bool {
		f.mu.Lock()
		defer f.mu.Unlock()
		return f.calls["header"] >= 3
	})
	f.set(func() { f.fail = nil })
	until(reached)
	close(heads)
	f.drop(2)
	f.mine([]types.Log{{Address: ledger}})
	until(reached)
	cancel()
	if err := <-ran; !errors.Is(err, context.Canceled) {
		t.Errorf("run ended with %v", err)
	}
	if err := x.Run(t.Context(), nil, 0); !errors.Is(err, index.ErrConfig) {
		t.Errorf("no time between looks: got %v, want ErrConfig", err)
	}
}

// TestRestless: a chain that never stands still ends the Sync, not the program.
func TestRestless(t *testing.T) {
	f := newFake()
	for range 30 {
		f.mine(nil)
	}
	x := open(t, file(t), config(f))
	f.ahead = func(string) {
		f.drop(5)
		for range 5 {
			f.mine(nil)
		}
	}
	if err := x.Sync(t.Context()); !errors.Is(err, index.ErrNode) {
		t.Fatalf("got %v, want ErrNode", err)
	}
	f.ahead = nil
	sync_(t, x)
	agrees(t, x, f, config(f))
}

// TestDeepReorganisation: below the tail, the last block that both have is found in few questions.
func TestDeepReorganisation(t *testing.T) {
	f := newFake()
	for i := range 3000 {
		var logs []types.Log
		if i%3 == 0 {
			logs = []types.Log{{Address: ledger}}
		}
		f.mine(logs)
	}
	f.final = 3000
	x := open(t, file(t), config(f))
	sync_(t, x)
	for _, depth := range []int{1, 2, 255, 256, 257, 1000, 2990} {
		f.drop(depth)
		for range depth + 1 {
			f.mine([]types.Log{{Address: ledger}})
		}
		f.calls["header"], f.calls["logs"] = 0, 0
		sync_(t, x)
		agrees(t, x, f, config(f))
		if n := f.calls["header"]; f.final == 3000 && depth > 300 && n > 150 {
			t.Errorf("depth %d: %d headers were asked for", depth, n)
		}
	}
	if a, b := digest(t, x), rebuilt(t, config(f)); a != b {
		t.Error("digest is not the one from nothing")
	}
}

// TestVerify: what somebody changed in the file is found, with the first block that it is in.
func TestVerify(t *testing.T) {
	f := newFake()
	r := random(t, 9)
	for range 20 {
		f.mine([]types.Log{{Address: ledger, Topics: []common.Hash{reserved}, Data: []byte{1}}})
	}
	f.mine([]types.Log{announce(tokens[0], born)}) // 21
	for range 30 {
		f.mine([]types.Log{{Address: ledger}, {Address: tokens[0], Topics: []common.Hash{ordered}}})
	}
	for range 100 {
		f.mine(happenings(r))
	}
	for name, c := range map[string]struct {
		sql   string
		first uint64 // block
		last  uint64 // blocks looked at
	}{
		"untouched":           {"SELECT 1", 0, 0},
		"log gone":            {"DELETE FROM logs WHERE block = 7", 7, 0},
		"log added":           {"INSERT INTO logs SELECT block, 99, address, topic0, topic1, topic2, topic3, data, tx, txidx FROM logs WHERE block = 9", 9, 0},
		"data changed":        {"UPDATE logs SET data = x'02' WHERE block = 10", 10, 0},
		"hash changed":        {"UPDATE blocks SET hash = zeroblob(32) WHERE number = 11", 11, 0},
		"time changed":        {"UPDATE blocks SET time = 5 WHERE number = 12", 12, 0},
		"emitter gone":        {"DELETE FROM emitters WHERE block = 21", 21, 0},
		"emitter moved":       {"UPDATE emitters SET idx = 5 WHERE block = 21", 21, 0},
		"of two, the first":   {"UPDATE logs SET data = x'02' WHERE block IN (15, 30)", 15, 0},
		"head changed":        {"UPDATE blocks SET hash = zeroblob(32) WHERE number = 151", 151, 0},
		"older than looked":   {"DELETE FROM logs WHERE block = 7", 0, 100},
		"newer than looked":   {"DELETE FROM logs WHERE block = 60", 60, 100},
		"first of the looked": {"UPDATE logs SET data = x'02' WHERE block = 51", 51, 101},
	} {
		t.Run(name, func(t *testing.T) {
			path := file(t)
			x := open(t, path, config(f))
			sync_(t, x)
			x.Close()
			changed := alter(t, path, c.sql)
			x = open(t, path, config(f))
			err := x.Verify(t.Context(), f, c.last)
			var d *index.Difference
			switch {
			case c.first == 0 && err != nil:
				t.Errorf("got %v", err)
			case c.first != 0 && (!errors.As(err, &d) || d.Block != c.first):
				t.Errorf("got %v, want a difference in block %d (%d rows changed)", err, c.first, changed)
			}
		})
	}
}
