package chain

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/core/types"
	"github.com/stintdao/stint/datatoken"
	bindledger "github.com/stintdao/stint/datatoken/chain/internal/bindings/privacyledger"
)

// Budget is the state of one privacy block on the ledger.
type Budget struct {
	Caps      Lanes          `json:"caps"`
	Held      Lanes          `json:"held"`      // reserved and committed
	Committed Lanes          `json:"committed"` // as the ledger's events say
	Head      datatoken.Hash `json:"head"`      // of the hash chain of its entries; zero is a block that is not open
}

// Reservation is what a job reserves, in every one of its blocks.
type Reservation struct {
	Job     datatoken.Hash
	Dataset datatoken.Address
	Blocks  []uint32 // ascending, each once
	Loss    Lanes
}

// States of a claim on the ledger.
const (
	claimNone = iota
	claimReserved
	claimCommitted
)

// Budgets returns the state of privacy blocks of a dataset, in the order asked, all of the same moment.
func (c *Client) Budgets(ctx context.Context, dataset datatoken.Address, blocks []uint32) ([]Budget, error) {
	head, err := c.eth.HeaderByNumber(ctx, nil)
	if err != nil {
		return nil, fmt.Errorf("read budgets of %s: %w", dataset, err)
	}
	_, spent, err := c.Spending(ctx, dataset)
	if err != nil {
		return nil, err
	}
	out := make([]Budget, len(blocks))
	for i, b := range blocks {
		v, err := viewAt(ctx, c, head.Number, c.at.PrivacyLedger, ledger.PackBlockOf(common.Address(dataset), b), ledger.UnpackBlockOf)
		if err != nil {
			return nil, fmt.Errorf("read budget of %s, block %d: %w", dataset, b, err)
		}
		out[i] = Budget{Caps: unpack(v.Cap0, v.Cap1), Head: v.Head}
		if out[i].Head.IsZero() {
			continue
		}
		out[i].Held = held(out[i].Caps, unpack(v.Free0, v.Free1))
		for _, e := range spent {
			if e.Evidence.Block <= head.Number.Uint64() && slices.Contains(e.Blocks, b) {
				add(&out[i].Committed, e.Loss)
			}
		}
	}
	return out, nil
}

// Reserve sets a job's loss aside in all its blocks or in none. Reserving the same again changes nothing and returns the evidence of the first time.
// It returns ErrOverBudget when a block has no room, ErrAlreadyClaimed when the job's claim on the dataset is another's or is for something
// else, and ErrNotOperator when the dataset did not admit this operator.
func (s *Sender) Reserve(ctx context.Context, r Reservation) (datatoken.Evidence, error) {
	ev, err := s.reserve(ctx, r)
	if err != nil {
		return ev, fmt.Errorf("reserve for job %s: %w", r.Job, err)
	}
	return ev, nil
}

func (s *Sender) reserve(ctx context.Context, r Reservation) (datatoken.Evidence, error) {
	done, ev, err := s.reserved(ctx, r)
	if done || err != nil {
		return ev, err
	}
	v0, v1 := pack(r.Loss)
	ev, logs, err := s.send(ctx, call{
		to: s.at.PrivacyLedger, data: ledger.PackReserve(common.Address(r.Dataset), r.Blocks, r.Job, v0, v1),
		action: ActionReserve, key: intent(ActionReserve, r.Job, r.Dataset),
	})
	if errors.Is(err, ErrAlreadyClaimed) { // an attempt of ours that was thought lost has arrived
		if done, ev, err := s.reserved(ctx, r); done || err != nil {
			return ev, err
		}
	}
	if err != nil {
		return ev, err
	}
	e, err := event(logs, s.at.PrivacyLedger, readReserved)
	if err != nil {
		return ev, err
	}
	return e.Evidence, nil
}

// entered is the evidence of an entry on the ledger.
func entered(l *types.Log, head datatoken.Hash) datatoken.Evidence {
	ev := evidence(l)
	ev.Head = head
	return ev
}

// reserved reports whether the reservation is on the ledger, or returns ErrAlreadyClaimed when another is.
func (s *Sender) reserved(ctx context.Context, r Reservation) (bool, datatoken.Evidence, error) {
	state, err := s.claimState(ctx, r.Dataset, r.Job)
	if err != nil || state == claimNone {
		return false, datatoken.Evidence{}, err
	}
	e, err := s.reservation(ctx, r.Dataset, r.Job)
	if err != nil {
		return false, datatoken.Evidence{}, err
	}
	switch {
	case e.Operator != common.Address(s.Address()):
		return false, datatoken.Evidence{}, fmt.Errorf("by operator %s: %w", datatoken.Address(e.Operator), ErrAlreadyClaimed)
	case !slices.Equal(e.Blocks, r.Blocks) || unpack(e.V0, e.V1) != r.Loss:
		return false, datatoken.Evidence{}, fmt.Errorf("for other blocks or another loss: %w", ErrAlreadyClaimed)
	}
	return true, entered(e.Raw, e.Head), nil
}

// claimState reads what a job's claim on a dataset has come to.
func (c *Client) claimState(ctx context.Context, dataset datatoken.Address, job datatoken.Hash) (uint8, error) {
	state, err := view(ctx, c, c.at.PrivacyLedger, ledger.PackStateOf(common.Address(dataset), job), ledger.UnpackStateOf)
	if err != nil {
		return 0, fmt.Errorf("read claim: %w", err)
	}
	return state, nil
}

// reservation returns the event that reserved for a job on a dataset.
func (c *Client) reservation(ctx context.Context, dataset datatoken.Address, job datatoken.Hash) (*bindledger.PrivacyLedgerReserved, error) {
	logs, err := c.logs(ctx, c.at.PrivacyLedger, topic(ledger.GetABI().Events["Reserved"].ID), addressTopic(dataset), topic(job))
	if err != nil {
		return nil, err
	}
	if len(logs) == 0 {
		return nil, errUnseen
	}
	return decode(&logs[0], ledger.UnpackReservedEvent)
}

// ownReservation returns the event in which this operator reserved for a job, on whatever dataset, or ErrNotReserved. Strangers can put the same
// job on datasets of their own; this operator's word is its own.
func (s *Sender) ownReservation(ctx context.Context, job datatoken.Hash) (*bindledger.PrivacyLedgerReserved, error) {
	logs, err := s.logs(ctx, s.at.PrivacyLedger, topic(ledger.GetABI().Events["Reserved"].ID), nil, topic(job))
	if err != nil {
		return nil, err
	}
	for i := range logs {
		e, err := decode(&logs[i], ledger.UnpackReservedEvent)
		if err != nil {
			return nil, fmt.Errorf("read reservation: %w", err)
		}
		if e.Operator == common.Address(s.Address()) {
			return e, nil
		}
	}
	return nil, ErrNotReserved
}

// Commit charges what a job spent, at most what it reserved, and releases the rest; dataset and blocks are those of its reservation. Committing the
// same again changes nothing and returns the evidence of the first time. It returns ErrNotReserved without a reservation of this operator,
// ErrExceeds for more than was reserved, and ErrAlreadyClaimed when something else was committed.
func (s *Sender) Commit(ctx context.Context, job datatoken.Hash, spent Lanes) (datatoken.Evidence, error) {
	ev, err := s.commit(ctx, job, spent)
	if err != nil {
		return ev, fmt.Errorf("commit for job %s: %w", job, err)
	}
	return ev, nil
}

func (s *Sender) commit(ctx context.Context, job datatoken.Hash, spent Lanes) (datatoken.Evidence, error) {
	r, err := s.ownReservation(ctx, job)
	if err != nil {
		return datatoken.Evidence{}, err
	}
	dataset := datatoken.Address(r.Dataset)
	done, ev, err := s.committed(ctx, dataset, job, spent)
	if done || err != nil {
		return ev, err
	}
	if !within(spent, unpack(r.V0, r.V1)) {
		return datatoken.Evidence{}, ErrExceeds
	}
	data := ledger.PackCommitAll(r.Dataset, job, r.Blocks, r.V0, r.V1)
	if c0, c1 := pack(spent); spent != unpack(r.V0, r.V1) {
		data = ledger.PackCommit(r.Dataset, job, r.Blocks, r.V0, r.V1, c0, c1)
	}
	ev, logs, err := s.send(ctx, call{
		to: s.at.PrivacyLedger, data: data,
		action: ActionCommit, key: intent(ActionCommit, job, dataset),
	})
	if errors.Is(err, ErrNotReserved) { // an attempt of ours that was thought lost has arrived
		if done, ev, err := s.committed(ctx, dataset, job, spent); done || err != nil {
			return ev, err
		}
	}
	if err != nil {
		return ev, err
	}
	e, err := event(logs, s.at.PrivacyLedger, readCommitted)
	if err != nil {
		return ev, err
	}
	return e.Evidence, nil
}

// committed reports whether exactly that was committed, or returns ErrAlreadyClaimed when something else was.
func (s *Sender) committed(ctx context.Context, dataset datatoken.Address, job datatoken.Hash, spent Lanes) (bool, datatoken.Evidence, error) {
	state, err := s.claimState(ctx, dataset, job)
	if err != nil || state != claimCommitted {
		return false, datatoken.Evidence{}, err
	}
	logs, err := s.logs(ctx, s.at.PrivacyLedger, topic(ledger.GetABI().Events["Committed"].ID), addressTopic(dataset), topic(job))
	if err != nil {
		return false, datatoken.Evidence{}, err
	}
	if len(logs) == 0 {
		return false, datatoken.Evidence{}, errUnseen
	}
	e, err := readCommitted(&logs[0])
	if err != nil {
		return false, datatoken.Evidence{}, err
	}
	if e.Loss != spent {
		return false, datatoken.Evidence{}, fmt.Errorf("committed another loss: %w", ErrAlreadyClaimed)
	}
	return true, e.Evidence, nil
}

// Entry is one reservation or commitment on the ledger, as its event has it.
type Entry struct {
	Job      datatoken.Hash     `json:"job"`
	Dataset  datatoken.Address  `json:"dataset"`
	Operator datatoken.Address  `json:"operator"`
	Blocks   []uint32           `json:"blocks"`
	Loss     Lanes              `json:"loss"`
	Evidence datatoken.Evidence `json:"evidence"`
}

// Spending lists what was ever reserved and committed from a dataset's budget, each in the order it happened.
func (c *Client) Spending(ctx context.Context, dataset datatoken.Address) (reserved, committed []Entry, err error) {
	logs, err := c.logs(ctx, c.at.PrivacyLedger, nil, addressTopic(dataset))
	if err != nil {
		return nil, nil, fmt.Errorf("read ledger of %s: %w", dataset, err)
	}
	for i := range logs {
		if e, err := readReserved(&logs[i]); err == nil {
			reserved = append(reserved, *e)
		}
		if e, err := readCommitted(&logs[i]); err == nil {
			committed = append(committed, *e)
		}
	}
	return reserved, committed, nil
}

func readReserved(l *types.Log) (*Entry, error) {
	e, err := decode(l, ledger.UnpackReservedEvent)
	if err != nil {
		return nil, fmt.Errorf("read reservation: %w", err)
	}
	return &Entry{Job: e.Job, Dataset: datatoken.Address(e.Dataset), Operator: datatoken.Address(e.Operator),
		Blocks: e.Blocks, Loss: unpack(e.V0, e.V1), Evidence: entered(l, e.Head)}, nil
}

func readCommitted(l *types.Log) (*Entry, error) {
	e, err := decode(l, ledger.UnpackCommittedEvent)
	if err != nil {
		return nil, fmt.Errorf("read commitment: %w", err)
	}
	return &Entry{Job: e.Job, Dataset: datatoken.Address(e.Dataset), Operator: datatoken.Address(e.Operator),
		Blocks: e.Blocks, Loss: unpack(e.C0, e.C1), Evidence: entered(l, e.Head)}, nil
}
