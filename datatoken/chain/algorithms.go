package chain

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/core/types"
	"github.com/stintdao/stint/datatoken"
)

// errAsItIs reports a change to a list of algorithms that says so already.
var errAsItIs = errors.New("it is so already")

// Algorithms is what a dataset lets near its records.
type Algorithms struct {
	Dataset datatoken.Address `json:"dataset"`
	Curator datatoken.Address `json:"curator"`
	Open    bool              `json:"open"` // every algorithm but the banned, whether listed or not
	List    []Algorithm       `json:"list"` // by when they were admitted
}

// Algorithm is a program on the list of a dataset.
type Algorithm struct {
	Digest datatoken.Hash     `json:"digest"`
	Policy uint8              `json:"policy"` // launch policy, which never changes
	Banned bool               `json:"banned"` // by governance, for all datasets: it does not run, though it is listed
	Since  datatoken.Evidence `json:"since"`
}

// Listed finds an algorithm on the list.
func (a Algorithms) Listed(digest datatoken.Hash) (Algorithm, bool) {
	i := slices.IndexFunc(a.List, func(x Algorithm) bool { return x.Digest == digest })
	if i < 0 {
		return Algorithm{}, false
	}
	return a.List[i], true
}

// Algorithms reads what a dataset admits as of the newest block, or returns ErrNoDataset when it is not registered.
func (c *Client) Algorithms(ctx context.Context, dataset datatoken.Address) (Algorithms, error) {
	a, err := c.readAlgorithms(ctx, dataset)
	if err != nil {
		return a, fmt.Errorf("read algorithms of dataset %s: %w", dataset, err)
	}
	return a, nil
}

func (c *Client) readAlgorithms(ctx context.Context, dataset datatoken.Address) (Algorithms, error) {
	a := Algorithms{Dataset: dataset, List: []Algorithm{}}
	head, err := c.eth.HeaderByNumber(ctx, nil)
	if err != nil {
		return a, err
	}
	id := common.Address(dataset)
	manifest, err := viewAt(ctx, c, head.Number, c.at.Contributions, contributions.PackManifest(id), contributions.UnpackManifest)
	if err != nil {
		return a, err
	}
	if manifest == [32]byte{} {
		return a, ErrNoDataset
	}
	if a.Curator, err = c.owner(ctx, dataset); err != nil {
		return a, err
	}
	if a.Open, err = viewAt(ctx, c, head.Number, c.at.Algorithms, algorithms.PackOpen(id), algorithms.UnpackOpen); err != nil {
		return a, err
	}
	logs, err := c.logs(ctx, c.at.Algorithms, nil, addressTopic(dataset))
	if err != nil {
		return a, err
	}
	for i := range logs {
		if logs[i].BlockNumber > head.Number.Uint64() {
			break
		}
		if err := a.read(&logs[i]); err != nil {
			return a, err
		}
	}
	bans, err := c.logs(ctx, c.at.Algorithms, topic(algorithms.GetABI().Events["BannedSet"].ID))
	if err != nil {
		return a, err
	}
	for i := range bans {
		if bans[i].BlockNumber > head.Number.Uint64() {
			break
		}
		e, err := decode(&bans[i], algorithms.UnpackBannedSetEvent)
		if err != nil {
			return a, fmt.Errorf("read ban: %w", err)
		}
		for k := range a.List {
			if a.List[k].Digest == e.Digest {
				a.List[k].Banned = e.On
			}
		}
	}
	return a, nil
}

// read takes one event of the dataset into account.
func (a *Algorithms) read(l *types.Log) error {
	events := algorithms.GetABI().Events
	switch l.Topics[0] {
	case events["Admitted"].ID:
		e, err := decode(l, algorithms.UnpackAdmittedEvent)
		if err != nil {
			return fmt.Errorf("read admission: %w", err)
		}
		a.List = append(a.List, Algorithm{Digest: e.Digest, Policy: e.Policy, Since: evidence(l)})
	case events["Revoked"].ID:
		e, err := algorithms.UnpackRevokedEvent(l) // it has no data, and no numbers that would be nil
		if err != nil {
			return fmt.Errorf("read revocation: %w", err)
		}
		a.List = slices.DeleteFunc(a.List, func(x Algorithm) bool { return x.Digest == e.Digest })
	}
	return nil
}

// SetOpen lets every algorithm run on the dataset, or only those admitted one by one. What is so already takes no transaction, and the evidence is zero. Curator only.
func (s *Sender) SetOpen(ctx context.Context, dataset datatoken.Address, open bool) (datatoken.Evidence, error) {
	ev, err := s.decide(ctx, dataset, func() (bool, error) {
		now, err := view(ctx, s.Client, s.at.Algorithms, algorithms.PackOpen(common.Address(dataset)), algorithms.UnpackOpen)
		return now == open, err
	}, algorithms.PackSetOpen(common.Address(dataset), open))
	if err != nil {
		return ev, fmt.Errorf("open or close dataset %s to algorithms: %w", dataset, err)
	}
	return ev, nil
}

// AdmitAlgorithm admits the algorithm with a digest, under a launch policy. Admitting it again takes no transaction, and the evidence is zero; admitting it again under another
// policy is ErrPolicy. Curator only.
func (s *Sender) AdmitAlgorithm(ctx context.Context, dataset datatoken.Address, digest datatoken.Hash, policy uint8) (datatoken.Evidence, error) {
	ev, err := s.decide(ctx, dataset, func() (bool, error) {
		now, err := view(ctx, s.Client, s.at.Algorithms, algorithms.PackPolicyOf(common.Address(dataset), digest), algorithms.UnpackPolicyOf)
		if err == nil && now.Listed && now.Policy != policy {
			err = fmt.Errorf("policy %d: %w", now.Policy, ErrPolicy)
		}
		return now.Listed, err
	}, algorithms.PackAdmit(common.Address(dataset), digest, policy))
	if err != nil {
		return ev, fmt.Errorf("admit algorithm %s: %w", digest, err)
	}
	return ev, nil
}

// RevokeAlgorithm takes an algorithm off the dataset's list. What is not on it takes no transaction, and the evidence is zero. Curator only.
func (s *Sender) RevokeAlgorithm(ctx context.Context, dataset datatoken.Address, digest datatoken.Hash) (datatoken.Evidence, error) {
	ev, err := s.decide(ctx, dataset, func() (bool, error) {
		now, err := view(ctx, s.Client, s.at.Algorithms, algorithms.PackPolicyOf(common.Address(dataset), digest), algorithms.UnpackPolicyOf)
		return !now.Listed, err
	}, algorithms.PackRevoke(common.Address(dataset), digest))
	if err != nil {
		return ev, fmt.Errorf("revoke algorithm %s: %w", digest, err)
	}
	return ev, nil
}

// decide makes a call of a dataset's curator about algorithms, unless what it wants is so. Nobody else is told that it is.
func (s *Sender) decide(ctx context.Context, dataset datatoken.Address, done func() (bool, error), data []byte) (datatoken.Evidence, error) {
	curator, err := s.owner(ctx, dataset)
	if err != nil {
		return datatoken.Evidence{}, err
	}
	if curator != s.Address() {
		return datatoken.Evidence{}, fmt.Errorf("%s belongs to %s: %w", dataset, curator, ErrNotCurator)
	}
	if ok, err := done(); ok || err != nil {
		return datatoken.Evidence{}, err
	}
	ev, _, err := s.send(ctx, call{to: s.at.Algorithms, data: data})
	if errors.Is(err, errAsItIs) { // who has the same key was faster
		if ok, err := done(); ok || err != nil {
			return datatoken.Evidence{}, err
		}
	}
	return ev, err
}
