package chain

import (
	"context"
	"errors"
	"fmt"
	"math/big"

	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/common/hexutil"
	"github.com/ethereum/go-ethereum/core/types"
	"github.com/ethereum/go-ethereum/rlp"
	"github.com/ethereum/go-ethereum/rpc"
	"github.com/ethereum/go-ethereum/trie"
	"github.com/stintdao/stint/datatoken"
)

// ErrUnproven reports a snapshot that does not prove what it says. The error names the record.
var ErrUnproven = errors.New("snapshot does not prove it")

// Snapshot is a stretch of the chain that can be checked without a node: every header from From on, and transactions and receipts of those
// blocks whose header says that one of the contracts may have left an event in them. It is small where little happened.
//
// Headers are in RLP, transactions and receipts in the encoding that the header's roots are over.
type Snapshot struct {
	Stint     int       `json:"stint"` // version of this document: 1
	Addresses Addresses `json:"addresses"`
	// Tokens are datatokens whose events are here, too: for orders made the plain Ocean way. Whose datatokens they are, the snapshot does not show.
	Tokens  []datatoken.Address `json:"tokens,omitempty"`
	From    uint64              `json:"from"`
	Headers []hexutil.Bytes     `json:"headers"`
	Blocks  []BlockRecord       `json:"blocks"` // by number
}

// BlockRecord is the content of one block.
type BlockRecord struct {
	Number       uint64          `json:"number"`
	Transactions []hexutil.Bytes `json:"transactions"`
	Receipts     []hexutil.Bytes `json:"receipts"`
}

// maxSnapshot bounds how many blocks one snapshot spans.
const maxSnapshot = 1 << 20

// Snapshot takes a snapshot of the blocks from..to, both included, with the events of the contracts and of those datatokens.
func (c *Client) Snapshot(ctx context.Context, from, to uint64, tokens ...datatoken.Address) (Snapshot, error) {
	s := Snapshot{Stint: 1, Addresses: c.at, Tokens: tokens, From: from}
	if to < from || to-from >= maxSnapshot {
		return s, fmt.Errorf("take snapshot of blocks %d to %d: %w", from, to, ErrBadInput)
	}
	for n := from; n <= to; n++ {
		h, err := c.eth.HeaderByNumber(ctx, new(big.Int).SetUint64(n))
		if err != nil {
			return s, fmt.Errorf("take snapshot of block %d: %w", n, err)
		}
		raw, err := rlp.EncodeToBytes(h)
		if err != nil {
			return s, fmt.Errorf("take snapshot of block %d: %w", n, err)
		}
		s.Headers = append(s.Headers, raw)
		if !s.concerns(h) {
			continue
		}
		b, err := c.blockRecord(ctx, h.Hash())
		if err != nil {
			return s, fmt.Errorf("take snapshot of block %d: %w", n, err)
		}
		b.Number = n
		s.Blocks = append(s.Blocks, b)
	}
	// The chain may have been reorganised meanwhile: what is handed out holds together.
	if _, err := s.Verify(c.at, datatoken.Hash{}); err != nil {
		return s, fmt.Errorf("take snapshot of blocks %d to %d: the chain moved: %w", from, to, err)
	}
	return s, nil
}

func (c *Client) blockRecord(ctx context.Context, hash common.Hash) (b BlockRecord, err error) {
	block, err := c.eth.BlockByHash(ctx, hash)
	if err != nil {
		return b, err
	}
	receipts, err := c.eth.BlockReceipts(ctx, rpc.BlockNumberOrHashWithHash(hash, false))
	if err != nil {
		return b, err
	}
	for _, tx := range block.Transactions() {
		raw, err := tx.MarshalBinary()
		if err != nil {
			return b, err
		}
		b.Transactions = append(b.Transactions, raw)
	}
	for _, r := range receipts {
		raw, err := r.MarshalBinary()
		if err != nil {
			return b, err
		}
		b.Receipts = append(b.Receipts, raw)
	}
	return b, nil
}

// concerns reports whether the bloom filter of a header allows an event of one of the contracts. It errs on the side of yes only, so a block
// left out of a snapshot is proven to hold none.
func (s *Snapshot) concerns(h *types.Header) bool {
	ours := []datatoken.Address{s.Addresses.Contributions, s.Addresses.PrivacyLedger, s.Addresses.JobEscrow, s.Addresses.RoyaltyPools, s.Addresses.Algorithms}
	for _, a := range append(ours, s.Tokens...) {
		if types.BloomLookup(h.Bloom, common.Address(a)) {
			return true
		}
	}
	return false
}

// Verify checks the snapshot against the addresses of the contracts and the hash of its last block, both of which the verifier has from elsewhere,
// and returns the events it proves. With a zero hash it only checks that the snapshot holds together, which proves nothing about any chain.
//
// Checked are: each header names the hash of the one before; transactions and receipts of a block hash to the roots in its header; and every block
// that can hold an event of the contracts is there in full. It returns ErrUnproven, naming the record, when one of these fails.
func (s *Snapshot) Verify(at Addresses, head datatoken.Hash) (*Proven, error) {
	if s.Stint != 1 {
		return nil, fmt.Errorf("snapshot version %d: %w", s.Stint, ErrUnproven)
	}
	if s.Addresses != at {
		return nil, fmt.Errorf("addresses are of other contracts: %w", ErrUnproven)
	}
	if len(s.Headers) == 0 {
		return nil, fmt.Errorf("no headers: %w", ErrUnproven)
	}
	p := &Proven{Addresses: s.Addresses, From: s.From, tokens: s.Tokens}
	blocks := s.Blocks
	var parent common.Hash
	for i, raw := range s.Headers {
		n := s.From + uint64(i)
		h, err := readHeader(raw, n)
		if err != nil {
			return nil, fmt.Errorf("header %d: %w: %w", n, err, ErrUnproven)
		}
		if i > 0 && h.ParentHash != parent {
			return nil, fmt.Errorf("header %d: parent is %s, header %d is %s: %w", n, h.ParentHash, n-1, parent, ErrUnproven)
		}
		parent = h.Hash()
		p.To, p.Head = n, datatoken.Hash(parent)
		if len(blocks) > 0 && blocks[0].Number == n {
			logs, err := blocks[0].verify(h)
			if err != nil {
				return nil, fmt.Errorf("block %d: %w: %w", n, err, ErrUnproven)
			}
			p.logs, blocks = append(p.logs, logs...), blocks[1:]
			continue
		}
		if s.concerns(h) {
			return nil, fmt.Errorf("block %d may hold events and is missing: %w", n, ErrUnproven)
		}
	}
	if len(blocks) > 0 {
		return nil, fmt.Errorf("block %d: no header, out of order or twice: %w", blocks[0].Number, ErrUnproven)
	}
	if !head.IsZero() && p.Head != head {
		return nil, fmt.Errorf("header %d is %s, want %s: %w", p.To, p.Head, head, ErrUnproven)
	}
	return p, nil
}

func readHeader(raw []byte, number uint64) (*types.Header, error) {
	h := new(types.Header)
	if err := rlp.DecodeBytes(raw, h); err != nil {
		return nil, fmt.Errorf("decode: %w", err)
	}
	if h.Number == nil || !h.Number.IsUint64() || h.Number.Uint64() != number {
		return nil, fmt.Errorf("has number %v", h.Number)
	}
	return h, nil
}

// verify checks a block's content against its header and returns its events, each with its block, transaction and index.
func (b *BlockRecord) verify(h *types.Header) ([]*types.Log, error) {
	if len(b.Transactions) != len(b.Receipts) {
		return nil, fmt.Errorf("%d transactions, %d receipts", len(b.Transactions), len(b.Receipts))
	}
	txs, receipts := make(types.Transactions, len(b.Transactions)), make(types.Receipts, len(b.Receipts))
	for i := range txs {
		txs[i], receipts[i] = new(types.Transaction), new(types.Receipt)
		if err := txs[i].UnmarshalBinary(b.Transactions[i]); err != nil {
			return nil, fmt.Errorf("transaction %d: %w", i, err)
		}
		if err := receipts[i].UnmarshalBinary(b.Receipts[i]); err != nil {
			return nil, fmt.Errorf("receipt %d: %w", i, err)
		}
	}
	if types.DeriveSha(txs, trie.NewStackTrie(nil)) != h.TxHash {
		return nil, errors.New("transactions are not those of the header")
	}
	if types.DeriveSha(receipts, trie.NewStackTrie(nil)) != h.ReceiptHash {
		return nil, errors.New("receipts are not those of the header")
	}
	var logs []*types.Log
	for i, r := range receipts {
		for _, l := range r.Logs {
			l.BlockNumber, l.BlockHash, l.TxHash = h.Number.Uint64(), h.Hash(), txs[i].Hash()
			l.TxIndex, l.Index = uint(i), uint(len(logs))
			logs = append(logs, l)
		}
	}
	return logs, nil
}
