package index

import (
	"bytes"
	"cmp"
	"crypto/sha256"
	"encoding/binary"
	"fmt"
	"log/slog"
	"math"
	"slices"

	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/core/types"
)

// Config says what an index keeps. All of it but Node and Log belongs to the file: with another value, the file is made again from nothing.
// The order within lists is of no matter.
type Config struct {
	Node      Node             // where the chain is read
	ChainID   uint64           // of the only chain that is read
	Start     uint64           // first block that is read; contracts announced in an earlier one are not followed
	Addresses []common.Address // contracts of which every log is kept
	Follow    []Rule           // contracts that come to be later
	Log       *slog.Logger     // reorganisations, files made again, a node that is not reached; nil for none
}

// Rule follows the contracts that another one announces: from the announcement on, a log of such a contract is kept when its first topic
// is in Keep. Logs that the contract emitted before, even in the same transaction, are not.
//
// Such logs are read by first topic from all contracts of the chain, so topics that everybody emits, such as those of ERC-20, are slow to read on a public chain.
type Rule struct {
	Factory common.Address // contract that announces; one of Config.Addresses
	Event   common.Hash    // first topic of an announcement
	Topic   int            // which topic is the new contract's address, 1 to 3; 0 when it is in the data
	Word    int            // which word of 32 bytes of the data is it, from 0; of no effect with a Topic
	Keep    []common.Hash  // first topics of the logs that are kept
}

// maxWord bounds Rule.Word.
const maxWord = 1 << 16

// Check reports the first thing that no index can be made of, as ErrConfig.
func (c Config) Check() error {
	if c.Node == nil {
		return fmt.Errorf("no node: %w", ErrConfig)
	}
	if c.ChainID == 0 {
		return fmt.Errorf("no chain ID: %w", ErrConfig)
	}
	if c.Start > math.MaxInt64 {
		return fmt.Errorf("start block %d does not exist: %w", c.Start, ErrConfig)
	}
	if len(c.Addresses) == 0 {
		return fmt.Errorf("no contracts: %w", ErrConfig)
	}
	for i, r := range c.Follow {
		if err := r.check(c.Addresses); err != nil {
			return fmt.Errorf("rule %d: %w", i, err)
		}
	}
	return nil
}

func (r Rule) check(fixed []common.Address) error {
	switch {
	case !slices.Contains(fixed, r.Factory):
		return fmt.Errorf("logs of factory %s are not kept: %w", r.Factory, ErrConfig)
	case r.Event == common.Hash{}:
		return fmt.Errorf("no event: %w", ErrConfig)
	case r.Topic < 0 || r.Topic > 3:
		return fmt.Errorf("no log has a topic %d with an address: %w", r.Topic, ErrConfig)
	case r.Word < 0 || r.Word > maxWord:
		return fmt.Errorf("word %d is out of bounds: %w", r.Word, ErrConfig)
	case len(r.Keep) == 0:
		return fmt.Errorf("nothing to keep: %w", ErrConfig)
	}
	return nil
}

// announced returns the address that a log of the rule's factory announces. A log with the rule's event whose address is not where the rule says
// is an error: then the rule is wrong, and going on would lose logs.
func (r Rule) announced(l *types.Log) (at common.Address, ok bool, err error) {
	if l.Address != r.Factory || len(l.Topics) == 0 || l.Topics[0] != r.Event {
		return at, false, nil
	}
	var word []byte
	switch {
	case r.Topic > 0 && r.Topic < len(l.Topics):
		word = l.Topics[r.Topic][:]
	case r.Topic == 0 && r.Word < len(l.Data)/32:
		word = l.Data[32*r.Word : 32*r.Word+32]
	default:
		return at, false, fmt.Errorf("announcement by %s in block %d has no address where the rule says: %w", r.Factory, l.BlockNumber, ErrConfig)
	}
	if !bytes.Equal(word[:12], make([]byte, 12)) {
		return at, false, fmt.Errorf("announcement by %s in block %d has something else than an address where the rule says: %w", r.Factory, l.BlockNumber, ErrConfig)
	}
	return common.Address(word[12:]), true, nil
}

// plan is a Config in canonical form, with what is looked up for every log.
type plan struct {
	Config
	fixed   map[common.Address]bool
	keepers map[common.Hash][]int // rules that keep a first topic
	topics  []common.Hash         // all of these
	digest  common.Hash
}

// newPlan sorts what has no order, so that equal configurations give equal files. A rule is known by its place among the sorted.
func newPlan(c Config) (*plan, error) {
	if err := c.Check(); err != nil {
		return nil, err
	}
	if c.Log == nil {
		c.Log = slog.New(slog.DiscardHandler)
	}
	p := &plan{Config: c, fixed: map[common.Address]bool{}, keepers: map[common.Hash][]int{}}
	p.Addresses = canonical(c.Addresses, common.Address.Cmp)
	p.Follow = slices.Clone(c.Follow)
	for i := range p.Follow {
		r := &p.Follow[i]
		r.Keep = canonical(r.Keep, common.Hash.Cmp)
		if r.Topic > 0 {
			r.Word = 0
		}
	}
	slices.SortFunc(p.Follow, compareRules)
	p.Follow = slices.CompactFunc(p.Follow, func(a, b Rule) bool { return compareRules(a, b) == 0 })
	for _, a := range p.Addresses {
		p.fixed[a] = true
	}
	for i, r := range p.Follow {
		for _, t := range r.Keep {
			p.keepers[t] = append(p.keepers[t], i)
		}
		p.topics = append(p.topics, r.Keep...)
	}
	p.topics = canonical(p.topics, common.Hash.Cmp)
	p.digest = p.sum()
	return p, nil
}

func canonical[T comparable](in []T, compare func(a, b T) int) []T {
	out := slices.Clone(in)
	slices.SortFunc(out, compare)
	return slices.Compact(out)
}

func compareRules(a, b Rule) int {
	return cmp.Or(a.Factory.Cmp(b.Factory), a.Event.Cmp(b.Event), cmp.Compare(a.Topic, b.Topic), cmp.Compare(a.Word, b.Word),
		slices.CompareFunc(a.Keep, b.Keep, common.Hash.Cmp))
}

// sum names what a file of this plan holds.
func (p *plan) sum() common.Hash {
	b := append([]byte("stint event index\n"), byte(schema))
	b = number(b, p.ChainID, p.Start, uint64(len(p.Addresses)))
	for _, a := range p.Addresses {
		b = append(b, a[:]...)
	}
	b = number(b, uint64(len(p.Follow)))
	for _, r := range p.Follow {
		b = append(append(b, r.Factory[:]...), r.Event[:]...)
		b = number(b, uint64(r.Topic), uint64(r.Word), uint64(len(r.Keep)))
		for _, t := range r.Keep {
			b = append(b, t[:]...)
		}
	}
	return sha256.Sum256(b)
}

func number(b []byte, ns ...uint64) []byte {
	for _, n := range ns {
		b = binary.BigEndian.AppendUint64(b, n)
	}
	return b
}
