package chain

import (
	"context"
	"errors"
	"fmt"
	"math/big"
	"time"

	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/core/types"
	"github.com/stintdao/stint/datatoken"
)

// Service is one way to use a dataset, sold by its own datatoken.
type Service struct {
	Name   string           // "query", "isolate", …: the datatoken's name
	Symbol string           // of the datatoken
	Price  datatoken.Amount // of one job, in the currency's units; more than zero
}

// Block is a privacy block to open.
type Block struct {
	Index uint32
	Caps  Lanes
}

// Publication is what Publish puts on the chain.
type Publication struct {
	Dataset   datatoken.Address // zero for a new one
	Name      string            // of the data NFT
	Symbol    string
	Manifest  datatoken.Hash // digest of the manifest
	URI       string         // where the manifest is
	Services  []Service
	Blocks    []Block
	Operators []datatoken.Address // who may run jobs on the dataset
	Open      bool                // admit every algorithm; otherwise those admitted one by one
	OpenOnce  bool                // Open is for a dataset that is not registered yet: another stays as it is
	// Unlock is how long an era of the royalties is: what comes in during one unlocks linearly over the next. Whole seconds, at most 366 days; 0 unlocks at
	// once. It is fixed once contributions have joined.
	Unlock time.Duration
	// CuratorBps is the curator's cut of royalties in basis points, at most 2,000. Once contributions have joined it only falls.
	CuratorBps uint16
}

// Check reports the first thing that is missing.
func (p Publication) Check() error {
	switch {
	case p.Name == "" || p.Symbol == "":
		return fmt.Errorf("publication has no name or symbol: %w", ErrBadInput)
	case p.Manifest.IsZero() || p.URI == "":
		return fmt.Errorf("publication has no manifest: %w", ErrBadInput)
	case p.Unlock < 0 || p.Unlock > 366*24*time.Hour || p.Unlock%time.Second != 0:
		return fmt.Errorf("royalties unlock over %v: want whole seconds up to 366 days: %w", p.Unlock, ErrBadInput)
	case p.CuratorBps > 2_000:
		return fmt.Errorf("curator's cut of %d basis points: %w", p.CuratorBps, ErrBadInput)
	case len(p.Services) == 0:
		return fmt.Errorf("publication has no services: %w", ErrBadInput)
	}
	seen := map[string]bool{}
	for _, s := range p.Services {
		if s.Name == "" || s.Symbol == "" || s.Price.IsZero() || seen[s.Name] {
			return fmt.Errorf("service %q needs a name of its own, a symbol and a price: %w", s.Name, ErrBadInput)
		}
		seen[s.Name] = true
	}
	return nil
}

// Publish makes a dataset: data NFT, royalty inbox, a datatoken with a price for each service, manifest, privacy blocks, operators. The Sender becomes
// its curator.
//
// Every step is checked against the chain first, so publishing again after a crash goes on where it stopped, and publishing what is there
// changes nothing. A data NFT that the Sender created with the same manifest URI is taken as the beginning of this publication; name it in
// p.Dataset to extend an existing dataset by services, blocks or operators.
func (s *Sender) Publish(ctx context.Context, p Publication) (Dataset, error) {
	if err := p.Check(); err != nil {
		return Dataset{}, fmt.Errorf("publish dataset: %w", err)
	}
	id, err := s.publish(ctx, p)
	if err != nil {
		return Dataset{ID: id}, fmt.Errorf("publish dataset %q: %w", p.Name, err)
	}
	return s.Dataset(ctx, id)
}

func (s *Sender) publish(ctx context.Context, p Publication) (datatoken.Address, error) {
	id, err := s.mintNFT(ctx, p)
	if err != nil {
		return id, fmt.Errorf("create data NFT: %w", err)
	}
	curator, err := s.owner(ctx, id)
	if err != nil {
		return id, err
	}
	if curator != s.Address() {
		return id, fmt.Errorf("%s belongs to %s: %w", id, curator, ErrNotCurator)
	}
	inbox, err := s.openInbox(ctx, id)
	if err != nil {
		return id, fmt.Errorf("open royalty inbox: %w", err)
	}
	for _, v := range p.Services {
		if err := s.offer(ctx, id, inbox, v); err != nil {
			return id, fmt.Errorf("offer service %q: %w", v.Name, err)
		}
	}
	if err := s.openBlocks(ctx, id, p.Blocks); err != nil {
		return id, err
	}
	if err := s.setTerms(ctx, id, p); err != nil {
		return id, fmt.Errorf("set terms of royalties: %w", err)
	}
	for _, op := range p.Operators {
		if err := s.AdmitOperator(ctx, id, op, true); err != nil {
			return id, err
		}
	}
	if err := s.openFirst(ctx, id, p); err != nil {
		return id, err
	}
	// Last: a registered dataset is complete.
	if err := s.register(ctx, id, p.Manifest, p.URI); err != nil {
		return id, fmt.Errorf("register manifest: %w", err)
	}
	return id, nil
}

func (s *Sender) mintNFT(ctx context.Context, p Publication) (datatoken.Address, error) {
	if !p.Dataset.IsZero() {
		return p.Dataset, nil
	}
	mine, err := s.nfts(ctx, s.Address())
	if err != nil {
		return datatoken.Address{}, err
	}
	for _, n := range mine {
		if n.uri == p.URI {
			return n.at, nil
		}
	}
	data, err := oceanFactory.Pack("deployERC721Contract", p.Name, p.Symbol, big.NewInt(nftTemplate), common.Address{}, common.Address{}, p.URI, true, common.Address(s.Address()))
	if err != nil {
		return datatoken.Address{}, err
	}
	_, logs, err := s.send(ctx, call{to: s.at.Factory, data: data})
	if err != nil {
		return datatoken.Address{}, err
	}
	n, err := event(logs, s.at.Factory, readNFT)
	if err != nil {
		return datatoken.Address{}, err
	}
	return n.at, nil
}

func (s *Sender) openInbox(ctx context.Context, dataset datatoken.Address) (common.Address, error) {
	inbox, err := view(ctx, s.Client, s.at.JobEscrow, escrow.PackInboxOf(common.Address(dataset)), escrow.UnpackInboxOf)
	if err != nil {
		return inbox, err
	}
	code, err := s.eth.CodeAt(ctx, inbox, nil)
	if err != nil {
		return inbox, fmt.Errorf("look at inbox: %w", err)
	}
	if len(code) > 0 {
		return inbox, nil
	}
	_, _, err = s.send(ctx, call{to: s.at.JobEscrow, data: escrow.PackOpenInbox(common.Address(dataset))})
	return inbox, err
}

// offer makes the datatoken of a service, sold at its price to the escrow and anybody else, paying the dataset's inbox.
func (s *Sender) offer(ctx context.Context, dataset datatoken.Address, inbox common.Address, v Service) error {
	at, err := s.findToken(ctx, dataset, v.Name)
	if errors.Is(err, errNoToken) {
		at, err = s.createToken(ctx, dataset, inbox, v)
	}
	if err != nil {
		return err
	}
	collector, err := ask[common.Address](ctx, s.Client, oceanToken, at, "getPaymentCollector")
	if err != nil {
		return err
	}
	if collector != inbox {
		data, err := oceanToken.Pack("setPaymentCollector", inbox)
		if err != nil {
			return err
		}
		if _, _, err := s.send(ctx, call{to: at, data: data}); err != nil {
			return fmt.Errorf("set payment collector: %w", err)
		}
	}
	t, err := s.token(ctx, dataset, at)
	if err != nil || !t.Exchange.IsZero() {
		return err
	}
	return s.createExchange(ctx, at, v.Price)
}

var errNoToken = errors.New("no such datatoken")

func (s *Sender) findToken(ctx context.Context, dataset datatoken.Address, service string) (datatoken.Address, error) {
	list, err := ask[[]common.Address](ctx, s.Client, oceanNFT, dataset, "getTokensList")
	if err != nil {
		return datatoken.Address{}, err
	}
	for _, at := range list {
		name, err := ask[string](ctx, s.Client, oceanToken, datatoken.Address(at), "name")
		if err != nil {
			return datatoken.Address{}, err
		}
		if name == service {
			return datatoken.Address(at), nil
		}
	}
	return datatoken.Address{}, errNoToken
}

func (s *Sender) createToken(ctx context.Context, dataset datatoken.Address, inbox common.Address, v Service) (datatoken.Address, error) {
	unlimited := new(big.Int).Sub(new(big.Int).Lsh(big.NewInt(1), 256), big.NewInt(1))
	data, err := oceanNFT.Pack("createERC20", big.NewInt(enterpriseTemplate),
		[]string{v.Name, v.Symbol},
		// Ocean wants a minter: the inbox, which cannot mint, so that only the exchange does, once paid. No market takes a fee.
		[]common.Address{inbox, inbox, {}, {}},
		[]*big.Int{unlimited, new(big.Int)},
		[][]byte{})
	if err != nil {
		return datatoken.Address{}, err
	}
	_, logs, err := s.send(ctx, call{to: dataset, data: data})
	if err != nil {
		return datatoken.Address{}, fmt.Errorf("create datatoken: %w", err)
	}
	at, err := event(logs, s.at.Factory, readToken)
	if err != nil {
		return datatoken.Address{}, fmt.Errorf("create datatoken: %w", err)
	}
	return *at, nil
}

func (s *Sender) createExchange(ctx context.Context, token datatoken.Address, price datatoken.Amount) error {
	_, decimals, err := s.Currency(ctx)
	if err != nil {
		return err
	}
	if decimals > datatokenDecimals {
		return fmt.Errorf("currency has %d decimals: %w", decimals, ErrBadInput)
	}
	// The exchange keeps rates in 18 decimals whatever the currency has.
	rate := price.Big()
	rate.Mul(rate, new(big.Int).Exp(big.NewInt(10), big.NewInt(int64(datatokenDecimals-decimals)), nil))
	data, err := oceanToken.Pack("createFixedRate", common.Address(s.at.FixedRate),
		// Currency, owner, receiver of market fees, who may swap (the template overwrites it with itself).
		[]common.Address{common.Address(s.at.Currency), common.Address(s.Address()), common.Address(s.Address()), {}},
		// Decimals of currency and datatoken, rate, market fee, may mint.
		[]*big.Int{big.NewInt(int64(decimals)), big.NewInt(datatokenDecimals), rate, new(big.Int), big.NewInt(1)})
	if err != nil {
		return err
	}
	if _, _, err := s.send(ctx, call{to: token, data: data}); err != nil {
		return fmt.Errorf("create exchange: %w", err)
	}
	return nil
}

func (s *Sender) register(ctx context.Context, dataset datatoken.Address, manifest datatoken.Hash, uri string) error {
	now, err := view(ctx, s.Client, s.at.Contributions, contributions.PackManifest(common.Address(dataset)), contributions.UnpackManifest)
	if err != nil || now == manifest {
		return err
	}
	_, _, err = s.send(ctx, call{to: s.at.Contributions, data: contributions.PackRegister(common.Address(dataset), manifest, uri)})
	return err
}

// openFirst says whether the dataset admits every algorithm, unless that was for its first publication to say.
func (s *Sender) openFirst(ctx context.Context, dataset datatoken.Address, p Publication) error {
	if p.OpenOnce {
		manifest, err := view(ctx, s.Client, s.at.Contributions, contributions.PackManifest(common.Address(dataset)), contributions.UnpackManifest)
		if err != nil || manifest != [32]byte{} {
			return err
		}
	}
	_, err := s.SetOpen(ctx, dataset, p.Open)
	return err
}

// setTerms sets how royalties unlock and what the curator takes.
func (s *Sender) setTerms(ctx context.Context, dataset datatoken.Address, p Publication) error {
	pool, err := view(ctx, s.Client, s.at.RoyaltyPools, pools.PackPoolOf(common.Address(dataset)), pools.UnpackPoolOf)
	if err != nil {
		return err
	}
	unlock := uint32(p.Unlock / time.Second)
	if pool.Unlock == unlock && pool.CuratorBps == p.CuratorBps {
		return nil
	}
	_, _, err = s.send(ctx, call{to: s.at.Contributions, data: contributions.PackSetTerms(common.Address(dataset), unlock, p.CuratorBps), action: ActionPublish})
	return err
}

// openBlocks opens the blocks that are not open. A block that is open keeps its caps.
func (s *Sender) openBlocks(ctx context.Context, dataset datatoken.Address, blocks []Block) error {
	for _, b := range blocks {
		if err := s.OpenBlock(ctx, dataset, b); err != nil {
			return err
		}
	}
	return nil
}

// OpenBlock opens a privacy block with its caps, for contributors whose budget is fresh. A block that is open keeps its caps. Curator only.
func (s *Sender) OpenBlock(ctx context.Context, dataset datatoken.Address, b Block) error {
	now, err := view(ctx, s.Client, s.at.PrivacyLedger, ledger.PackBlockOf(common.Address(dataset), b.Index), ledger.UnpackBlockOf)
	if err != nil {
		return fmt.Errorf("read privacy block %d: %w", b.Index, err)
	}
	if now.Head != [32]byte{} {
		return nil
	}
	c0, c1 := pack(b.Caps)
	if _, _, err := s.send(ctx, call{to: s.at.PrivacyLedger, data: ledger.PackOpen(common.Address(dataset), b.Index, c0, c1)}); err != nil {
		return fmt.Errorf("open privacy block %d: %w", b.Index, err)
	}
	return nil
}

// AdmitOperator lets an operator reserve from the dataset's privacy budget, or stops it. Curator only.
func (s *Sender) AdmitOperator(ctx context.Context, dataset, operator datatoken.Address, admit bool) error {
	now, err := s.IsOperator(ctx, dataset, operator)
	if err != nil || now == admit {
		return err
	}
	data := ledger.PackSetOperator(common.Address(dataset), common.Address(operator), admit)
	if _, _, err := s.send(ctx, call{to: s.at.PrivacyLedger, data: data}); err != nil {
		return fmt.Errorf("admit operator %s: %w", operator, err)
	}
	return nil
}

// Batch is contributions that join together.
type Batch struct {
	Dataset datatoken.Address
	Block   uint32 // privacy block
	Shares  *Shares
	List    datatoken.Hash // digest of the list of contributions
	URI     string         // where the list is
}

// Join adds a batch of contributions to a dataset, in one transaction of constant cost. Joining a list again in the same block changes
// nothing and returns the batch that is there. Curator only.
func (s *Sender) Join(ctx context.Context, b Batch) (JoinedBatch, error) {
	if b.Shares == nil || b.List.IsZero() {
		return JoinedBatch{}, fmt.Errorf("join dataset %s: no shares or no list: %w", b.Dataset, ErrBadInput)
	}
	there, err := s.Batches(ctx, b.Dataset)
	if err != nil {
		return JoinedBatch{}, err
	}
	for _, j := range there {
		if j.List == b.List && j.Block == b.Block && j.Root == b.Shares.Root() {
			return j, nil
		}
	}
	_, logs, err := s.send(ctx, call{to: s.at.Contributions, data: contributions.PackJoin(
		common.Address(b.Dataset), b.Block, b.Shares.Root(), b.Shares.Total(), uint32(b.Shares.Members()), b.List, b.URI)})
	if err != nil {
		return JoinedBatch{}, fmt.Errorf("join dataset %s: %w", b.Dataset, err)
	}
	j, err := event(logs, s.at.Contributions, func(l *types.Log) (*JoinedBatch, error) { return readJoined(l) })
	if err != nil {
		return JoinedBatch{}, fmt.Errorf("join dataset %s: %w", b.Dataset, err)
	}
	return *j, nil
}
