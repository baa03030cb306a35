package index_test

import (
	"fmt"
	"math/big"
	"math/rand/v2"
	"net"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/ethereum/go-ethereum"
	"github.com/ethereum/go-ethereum/accounts/abi"
	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/core/types"
	"github.com/ethereum/go-ethereum/core/vm"
	"github.com/ethereum/go-ethereum/core/vm/program"
	"github.com/ethereum/go-ethereum/crypto"
	"github.com/ethereum/go-ethereum/eth/ethconfig"
	"github.com/ethereum/go-ethereum/ethclient"
	"github.com/ethereum/go-ethereum/ethclient/simulated"
	"github.com/ethereum/go-ethereum/node"
	"github.com/ethereum/go-ethereum/params"
	"github.com/stintdao/stint/datatoken/contracts"
	"github.com/stintdao/stint/datatoken/index"
)

// sim is go-ethereum with a chain in memory, under the rules of Osaka: the development defaults turn an unreleased fork on.
type sim struct {
	*simulated.Backend
	t    testing.TB
	http *ethclient.Client
	url  string
}

const simID = 1337

var (
	key, _ = crypto.ToECDSA(crypto.Keccak256([]byte("index")))
	me     = crypto.PubkeyToAddress(key.PublicKey)
	// stable is TestStable when me deploys it first.
	stable = crypto.CreateAddress(me, 0)
	// echo emits a log of the three topics, and the data, that it is called with; burst, as many logs as it is told.
	echo, burst = addr("echo"), addr("burst")
	moved       = crypto.Keccak256Hash([]byte("Transfer(address,address,uint256)"))
)

// echoCode is LOG3 of the words 0, 1 and 2 of the input, with the rest as data.
func echoCode() []byte {
	return program.New().
		Push(96).Op(vm.CALLDATASIZE, vm.SUB).                      // size
		Op(vm.DUP1).Push(96).Push0().Op(vm.CALLDATACOPY).          // size
		Push(64).Op(vm.CALLDATALOAD).Push(32).Op(vm.CALLDATALOAD). // size t2 t1
		Push0().Op(vm.CALLDATALOAD, vm.DUP4).Push0().Op(vm.LOG3).Bytes()
}

// burstCode emits word 0 of the input times LOG3 with 128 bytes of data, the size of ours.
func burstCode() []byte {
	p := program.New().Push0().Op(vm.CALLDATALOAD)
	p, loop := p.Jumpdest()
	return p.Push(hash("b").Bytes()).Op(vm.DUP2).Push(hash("a").Bytes()).Push(128).Push0().Op(vm.LOG3).
		Push(1).Op(vm.SWAP1, vm.SUB, vm.DUP1).Push(loop).Op(vm.JUMPI).Bytes()
}

func newSim(t testing.TB) *sim {
	t.Helper()
	port := freePort(t)
	code := func(b []byte) types.Account { return types.Account{Balance: new(big.Int), Code: b} }
	b := simulated.NewBackend(types.GenesisAlloc{
		me:    {Balance: new(big.Int).Lsh(big.NewInt(1), 100)},
		echo:  code(echoCode()),
		burst: code(burstCode()),
	}, func(n *node.Config, conf *ethconfig.Config) {
		rules := *params.MergedTestChainConfig
		rules.ChainID = big.NewInt(simID)
		conf.Genesis.Config = &rules
		n.HTTPHost, n.HTTPPort, n.HTTPModules = "127.0.0.1", port, []string{"eth"}
	})
	s := &sim{Backend: b, t: t, url: fmt.Sprintf("http://127.0.0.1:%d", port)}
	var err error
	if s.http, err = ethclient.Dial(s.url); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		s.http.Close()
		b.Close()
	})
	return s
}

func freePort(t testing.TB) int {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	return l.Addr().(*net.TCPAddr).Port
}

// simConfig keeps TestStable, echo and burst, and follows what echo announces in its second topic.
func simConfig(n index.Node) index.Config {
	return index.Config{Node: n, ChainID: simID, Addresses: []common.Address{stable, echo, burst},
		Follow: []index.Rule{{Factory: echo, Event: born, Topic: 1, Keep: []common.Hash{moved}}}}
}

// send puts transactions into the pool, which the next block takes in order.
func (s *sim) send(to *common.Address, inputs ...[]byte) {
	s.t.Helper()
	for _, in := range inputs {
		var err error
		for range 200 { // after a fork the pool takes a moment to know what it has again
			if err = s.post(to, in, uint64(16_000_000/max(1, len(inputs)-1))); err == nil {
				break
			}
			time.Sleep(5 * time.Millisecond)
		}
		if err != nil {
			s.t.Fatal(err)
		}
	}
}

func (s *sim) post(to *common.Address, data []byte, gas uint64) error {
	nonce, err := s.Client().PendingNonceAt(s.t.Context(), me)
	if err != nil {
		return err
	}
	tx, err := types.SignNewTx(key, types.LatestSignerForChainID(big.NewInt(simID)), &types.DynamicFeeTx{
		ChainID: big.NewInt(simID), Nonce: nonce, To: to, Data: data, Gas: gas,
		GasFeeCap: big.NewInt(50 * params.GWei), GasTipCap: big.NewInt(params.GWei),
	})
	if err != nil {
		return err
	}
	return s.Client().SendTransaction(s.t.Context(), tx)
}

func artifact(t testing.TB) (abi.ABI, []byte) {
	t.Helper()
	raw, bin, err := contracts.Artifact("TestStable")
	if err != nil {
		t.Fatal(err)
	}
	a, err := abi.JSON(strings.NewReader(string(raw)))
	if err != nil {
		t.Fatal(err)
	}
	return a, bin
}

func (s *sim) deploy() abi.ABI {
	s.t.Helper()
	a, bin := artifact(s.t)
	s.send(nil, append(bin, must(a.Pack("", me))...))
	s.Commit()
	if code := must(s.Client().CodeAt(s.t.Context(), stable, nil)); len(code) == 0 {
		s.t.Fatal("TestStable is not where it should be")
	}
	return a
}

var holders = []common.Address{addr("h0"), addr("h1"), addr("h2"), addr("h3"), addr("h4")}

// balances adds Transfer events up.
func balances(logs []types.Log) map[common.Address]*big.Int {
	out := map[common.Address]*big.Int{}
	for _, l := range logs {
		for i, sign := range []int64{-1, 1} {
			who := common.BytesToAddress(l.Topics[1+i][:])
			if out[who] == nil {
				out[who] = new(big.Int)
			}
			out[who].Add(out[who], new(big.Int).Mul(new(big.Int).SetBytes(l.Data), big.NewInt(sign)))
		}
	}
	return out
}

// TestAnswersAreTheNodes: on go-ethereum, over a connection and in process, the index gives what the node gives, field by field, through forks.
func TestAnswersAreTheNodes(t *testing.T) {
	s := newSim(t)
	a := s.deploy()
	r := random(t, 1)
	x := open(t, file(t), simConfig(s.http))
	inProcess := open(t, file(t), simConfig(s.Client()))
	word32 := func(h common.Hash) []byte { return h[:] }
	mine := func() {
		for range r.IntN(4) {
			switch r.IntN(3) {
			case 0:
				s.send(&stable, must(a.Pack("mint", holders[r.IntN(len(holders))], big.NewInt(r.Int64N(1000)))))
			case 1:
				s.send(&echo, slicesOf(word32(born), word32(word(stable)), word32(hash("x")), []byte("a name")))
			case 2:
				s.send(&burst, word32(common.BigToHash(big.NewInt(1+r.Int64N(5)))))
			}
		}
		s.Commit()
	}
	for range 30 {
		mine()
	}
	for round := range 12 {
		head := must(s.Client().HeaderByNumber(t.Context(), nil))
		depth := int64(r.IntN(20))
		ancestor := must(s.Client().HeaderByNumber(t.Context(), big.NewInt(max(1, head.Number.Int64()-depth))))
		err := s.Fork(ancestor.Hash())
		for try := 0; err != nil && try < 100; try++ { // what the last fork undid comes back to the pool by and by, and is in the way
			s.Rollback()
			time.Sleep(10 * time.Millisecond)
			err = s.Fork(ancestor.Hash())
		}
		if err != nil {
			t.Fatal(err)
		}
		for range depth + 1 + int64(r.IntN(3)) {
			mine()
		}
		for _, x := range []*index.Index{x, inProcess} {
			sync_(t, x)
			head = must(s.Client().HeaderByNumber(t.Context(), nil))
			if h := must(x.Head(t.Context())); h.Hash != head.Hash() {
				t.Fatalf("round %d: index is at %d %s, node at %d %s", round, h.Number, h.Hash, head.Number, head.Hash())
			}
			for _, at := range []common.Address{stable, echo, burst} {
				for _, topics := range [][][]common.Hash{nil, {{moved}}, {{moved}, nil, {word(holders[1]), word(holders[2])}}, {{born}, {word(stable)}}, {nil, {hash("x")}}} {
					want := must(s.Client().FilterLogs(t.Context(), ethereum.FilterQuery{FromBlock: new(big.Int), Addresses: []common.Address{at}, Topics: topics}))
					if d := diff(want, must(x.Logs(t.Context(), at, topics))); d != "" {
						t.Fatalf("round %d: logs of %s with %v (-node +index):\n%s", round, at, topics, d)
					}
				}
			}
		}
		if d := digest(t, x); d != digest(t, inProcess) || d != rebuilt(t, simConfig(s.http)) {
			t.Fatalf("round %d: digests differ", round)
		}
		if err := x.Verify(t.Context(), s.http, 20); err != nil {
			t.Fatal(err)
		}
	}
}

func slicesOf(parts ...[]byte) []byte {
	var out []byte
	for _, p := range parts {
		out = append(out, p...)
	}
	return out
}

// TestKill kills a process that reads, again and again, at any moment from the making of the file on. What it leaves is an index, and ends as the one
// that nobody killed.
func TestKill(t *testing.T) {
	s := newSim(t)
	s.deploy()
	n := 0
	grow := func(blocks int) {
		for range blocks {
			n++
			s.send(&burst, common.BigToHash(big.NewInt(int64(1+n%30))).Bytes())
			s.Commit()
		}
	}
	grow(300)
	began := time.Now()
	rebuilt(t, simConfig(s.http))
	whole := time.Since(began) // killed within that time, some get through the first range and some do not
	path := file(t)
	killed, done := 0, 0
	for round := range 20 {
		p := child(t, "sync", path, s.url)
		if round%4 > 0 { // else it may not even have the file yet
			must(p.out.ReadString('\n'))
		}
		time.Sleep(rand.N(whole / 2))
		if err := p.cmd.Process.Kill(); err != nil {
			t.Fatal(err)
		}
		switch out := p.wait(); {
		case strings.HasSuffix(out, "done\n"):
			done++
		case out == "" || out == "open\n":
			killed++
		default:
			t.Fatalf("round %d: child says %s", round, out)
		}
		if round%7 == 0 {
			_ = os.Remove(path) // if it came to be; and what SQLite keeps beside it stays
		}
		if round%6 == 3 { // the child meets another fork when it comes back
			head := must(s.Client().HeaderByNumber(t.Context(), nil))
			if err := s.Fork(must(s.Client().HeaderByNumber(t.Context(), new(big.Int).Sub(head.Number, big.NewInt(40)))).Hash()); err != nil {
				t.Fatal(err)
			}
			grow(45)
		}
		grow(20)
	}
	t.Logf("killed %d, came too late for %d", killed, done)
	if killed == 0 {
		t.Error("nobody was killed")
	}
	x := open(t, path, simConfig(s.http))
	if h, err := x.Head(t.Context()); err == nil {
		t.Logf("the killed got to block %d", h.Number)
	}
	sync_(t, x)
	if a, b := digest(t, x), rebuilt(t, simConfig(s.http)); a != b {
		t.Error("digest is not the one from nothing")
	}
	if err := x.Verify(t.Context(), s.http, 0); err != nil {
		t.Error(err)
	}
}
