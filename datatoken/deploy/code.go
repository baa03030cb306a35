package deploy

import (
	"fmt"
	"math/big"

	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/core/rawdb"
	"github.com/ethereum/go-ethereum/core/state"
	"github.com/ethereum/go-ethereum/core/tracing"
	"github.com/ethereum/go-ethereum/core/types"
	"github.com/ethereum/go-ethereum/core/vm/runtime"
	"github.com/ethereum/go-ethereum/crypto"
	"github.com/ethereum/go-ethereum/params"
	"github.com/ethereum/go-ethereum/triedb"
)

// Rules are those that Ethereum has run since December 2025 (Osaka), from the first block on. The contracts are compiled for them. The development
// defaults of go-ethereum switch on forks that are not released and price gas differently.
func Rules(chainID uint64) *params.ChainConfig {
	zero, now := new(big.Int), new(uint64)
	return &params.ChainConfig{
		ChainID:        new(big.Int).SetUint64(chainID),
		HomesteadBlock: zero, EIP150Block: zero, EIP155Block: zero, EIP158Block: zero,
		ByzantiumBlock: zero, ConstantinopleBlock: zero, PetersburgBlock: zero, IstanbulBlock: zero,
		MuirGlacierBlock: zero, BerlinBlock: zero, LondonBlock: zero, ArrowGlacierBlock: zero, GrayGlacierBlock: zero,
		MergeNetsplitBlock: zero, TerminalTotalDifficulty: zero,
		ShanghaiTime: now, CancunTime: now, PragueTime: now, OsakaTime: now,
		BlobScheduleConfig: &params.BlobScheduleConfig{
			Cancun: params.DefaultCancunBlobConfig, Prague: params.DefaultPragueBlobConfig,
		},
	}
}

// machine is an EVM with a chain of its own in memory, on which a plan is tried out: what code its constructors leave, immutable values included,
// and about how much gas it takes.
type machine struct {
	db      *state.StateDB
	chainID uint64
}

// yes is code that answers every call with 1, as a token does that moves what it is told to: PUSH1 1 PUSH0 MSTORE PUSH1 32 PUSH0 RETURN.
var yes = []byte{0x60, 0x01, 0x5f, 0x52, 0x60, 0x20, 0x5f, 0xf3}

// newMachine makes a machine on which the plan's foreign currency answers.
func newMachine(chainID uint64, p *plan) (*machine, error) {
	db, err := state.New(types.EmptyRootHash, state.NewDatabase(triedb.NewDatabase(rawdb.NewMemoryDatabase(), nil), nil))
	if err != nil {
		return nil, fmt.Errorf("make machine: %w", err)
	}
	m := &machine{db, chainID}
	if !p.cfg.Currency.IsZero() {
		m.db.SetCode(common.Address(p.cfg.Currency), yes, tracing.CodeChangeUnspecified)
	}
	return m, nil
}

// tryGas is offered to what is tried out, far beyond what a block has.
const tryGas = 1 << 40

// do runs a step from a sender and says how much gas its execution takes. A constructor runs where the contract will be, as a call of the creation
// code: unlike a creation, that works at any address, whatever the sender's nonce.
func (m *machine) do(from common.Address, s step) (uint64, error) {
	to, input := s.creates, []byte(nil)
	if s.to != nil {
		to, input = *s.to, s.data
	} else {
		m.db.SetCode(to, s.data, tracing.CodeChangeUnspecified)
		m.db.SetNonce(to, 1, tracing.NonceChangeUnspecified)
	}
	out, left, err := runtime.Call(to, input, &runtime.Config{
		ChainConfig: Rules(m.chainID), Origin: from, BlockNumber: big.NewInt(1), Time: 1, GasLimit: tryGas, State: m.db,
	})
	if err != nil {
		return 0, fmt.Errorf("try %s: %w", s.name, err)
	}
	if s.to == nil {
		m.db.SetCode(to, out, tracing.CodeChangeUnspecified)
	}
	return tryGas - left, nil
}

// gas is about what a step costs a transaction whose execution took so much.
func (m *machine) gas(s step, execution uint64) uint64 {
	g := params.TxGas + params.TxDataNonZeroGasEIP2028*uint64(len(s.data)) + execution
	if s.to == nil {
		g += params.TxGasContractCreation - params.TxGas + params.CreateDataGas*uint64(m.db.GetCodeSize(s.creates)) + params.InitCodeWordGas*uint64(len(s.data)+31)/32
	}
	return g
}

// codes runs the constructors of a plan from a sender and returns the code that they leave: of the contracts by name, and of what their
// constructors create.
func codes(chainID uint64, p *plan, from common.Address) (map[string][]byte, map[string]common.Address, error) {
	m, err := newMachine(chainID, p)
	if err != nil {
		return nil, nil, err
	}
	code, at := map[string][]byte{}, map[string]common.Address{}
	for _, s := range p.steps {
		if s.to != nil {
			continue
		}
		if _, err := m.do(from, s); err != nil {
			return nil, nil, err
		}
		code[s.name], at[s.name] = m.db.GetCode(s.creates), s.creates
		for n := uint64(1); n < m.db.GetNonce(s.creates); n++ {
			child := crypto.CreateAddress(s.creates, n)
			name := fmt.Sprintf("%s/%d", s.name, n)
			if name == "JobEscrow/1" {
				name = "RoyaltyInbox"
			}
			code[name], at[name] = m.db.GetCode(child), child
		}
	}
	return code, at, nil
}

// total is about how much gas the steps of a plan take together.
func total(chainID uint64, p *plan) (uint64, error) {
	m, err := newMachine(chainID, p)
	if err != nil {
		return 0, err
	}
	var sum uint64
	for _, s := range p.steps {
		g, err := m.do(p.from, s)
		if err != nil {
			return 0, err
		}
		sum += m.gas(s, g)
	}
	return sum, nil
}
