package main

import (
	"errors"
	"math/big"

	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/core/types"
	"github.com/ethereum/go-ethereum/crypto"
)

// The structs of JobEscrow and of Ocean's datatoken.
type terms struct {
	Dataset, Datatoken common.Address
	ExchangeId         [32]byte
	MaxPrice, Compute  *big.Int
	Provider           common.Address
	Spec, Salt         [32]byte
	Deadline           uint64
}

type quote struct {
	ValidUntil *big.Int
	V          uint8
	R, S       [32]byte
}

type order struct {
	Trainer, Provider, Dataset common.Address
	Price, Compute             *big.Int
	Deadline                   uint64
	Drawn, Claim               *big.Int
	Until                      uint64
}

type voucher struct {
	Cumulative *big.Int
	Signature  []byte
}

type providerFee struct {
	ProviderFeeAddress, ProviderFeeToken common.Address
	ProviderFeeAmount                    *big.Int
	V                                    uint8
	R, S                                 [32]byte
	ValidUntil                           *big.Int
	ProviderData                         []byte
}

type marketFee struct {
	Address common.Address `abi:"consumeMarketFeeAddress"`
	Token   common.Address `abi:"consumeMarketFeeToken"`
	Amount  *big.Int       `abi:"consumeMarketFeeAmount"`
}

type orderParams struct {
	Consumer         common.Address
	ServiceIndex     *big.Int
	ProviderFee      providerFee `abi:"_providerFee"`
	ConsumeMarketFee marketFee   `abi:"_consumeMarketFee"`
}

type freParams struct {
	ExchangeContract   common.Address
	ExchangeId         [32]byte
	MaxBaseTokenAmount *big.Int
	SwapMarketFee      *big.Int
	MarketFeeAddress   common.Address
}

type signature struct {
	V    uint8
	R, S [32]byte
}

func (s signature) bytes() []byte { return append(append(append([]byte{}, s.R[:]...), s.S[:]...), s.V) }

func (w *world) sign(by *account, digest []byte) signature {
	sig, err := crypto.Sign(digest, by.key)
	if err != nil {
		w.fail(err)
		return signature{}
	}
	return signature{sig[64] + 27, [32]byte(sig[:32]), [32]byte(sig[32:64])}
}

// typed signs by EIP-712: a struct of that type, whose fields are words.
func (w *world) typed(by *account, domain []byte, kind string, fields ...[]byte) signature {
	enc := crypto.Keccak256([]byte(kind))
	for _, f := range fields {
		enc = append(enc, common.LeftPadBytes(f, 32)...)
	}
	return w.sign(by, crypto.Keccak256([]byte{0x19, 0x01}, domain, crypto.Keccak256(enc)))
}

func (w *world) domain(name string, at contract) []byte {
	const kind = "EIP712Domain(string name,string version,uint256 chainId,address verifyingContract)"
	return crypto.Keccak256(crypto.Keccak256([]byte(kind)), crypto.Keccak256([]byte(name)), crypto.Keccak256([]byte("1")),
		common.LeftPadBytes(w.rules.ChainID.Bytes(), 32), common.LeftPadBytes(at.addr[:], 32))
}

// quoteOf is the provider's signature that Ocean's datatoken wants: a provider fee of nothing.
func (w *world) quoteOf(spec [32]byte) quote {
	until := new(big.Int).SetUint64(w.now + 600)
	digest := crypto.Keccak256(spec[:], w.provider.addr[:], make([]byte, 20), make([]byte, 32), common.LeftPadBytes(until.Bytes(), 32))
	s := w.sign(w.provider, crypto.Keccak256([]byte("\x19Ethereum Signed Message:\n32"), digest))
	return quote{until, s.V, s.R, s.S}
}

func (w *world) terms(i int) terms {
	return terms{w.dataset.addr, w.datatoken.addr, w.exchangeID, n(price), n(compute), w.provider.addr, word("spec", i), word("salt", i), w.now + 3600}
}

// placed is an order that stands.
type placed struct {
	job [32]byte
	o   order
}

func (w *world) placed(r *types.Receipt, by *account) placed {
	ev := w.event(r, w.escrow, "Ordered")
	return placed{field[[32]byte](ev, "job"), order{by.addr, w.provider.addr, w.dataset.addr, field[*big.Int](ev, "price"),
		field[*big.Int](ev, "compute"), field[uint64](ev, "deadline"), n(0), n(0), 0}}
}

func (w *world) order(by *account, i int) (placed, uint64) {
	t := w.terms(i)
	r := w.do(by, w.escrow, "order", t, w.quoteOf(t.Spec))
	return w.placed(r, by), r.GasUsed
}

func (w *world) orderWithPermit(by *account, i int, nonce int64) uint64 {
	t := w.terms(i)
	until := new(big.Int).SetUint64(w.now + 600)
	s := w.typed(by, w.domain("Test USD", w.token), "Permit(address owner,address spender,uint256 value,uint256 nonce,uint256 deadline)",
		by.addr[:], w.escrow.addr[:], n(price+compute).Bytes(), n(nonce).Bytes(), until.Bytes())
	return w.do(by, w.escrow, "orderWithPermit", t, w.quoteOf(t.Spec), until, s.V, s.R, s.S).GasUsed
}

func (w *world) orderWithAuthorization(by *account, i int) uint64 {
	t := w.terms(i)
	until := new(big.Int).SetUint64(w.now + 600)
	job := w.view(w.escrow, "jobOf", by.addr, t.Spec, t.Salt)
	if len(job) == 0 {
		return 0
	}
	nonce := job[0].([32]byte)
	clear(nonce[24:])
	s := w.typed(by, w.domain("Test USD", w.token),
		"ReceiveWithAuthorization(address from,address to,uint256 value,uint256 validAfter,uint256 validBefore,bytes32 nonce)",
		by.addr[:], w.escrow.addr[:], n(price+compute).Bytes(), nil, until.Bytes(), nonce[:])
	return w.do(by, w.escrow, "orderWithAuthorization", t, w.quoteOf(t.Spec), until, s.V, s.R, s.S).GasUsed
}

// buy is the same purchase without us: Ocean's buyFromFreAndOrder, sent by the buyer.
func (w *world) buy(by *account, i int) uint64 {
	spec := word("plain", i)
	q := w.quoteOf(spec)
	return w.do(by, w.datatoken, "buyFromFreAndOrder",
		orderParams{by.addr, n(0), providerFee{w.provider.addr, common.Address{}, n(0), q.V, q.R, q.S, q.ValidUntil, spec[:]}, marketFee{Amount: n(0)}},
		freParams{w.exchange.addr, w.exchangeID, n(price), n(0), common.Address{}}).GasUsed
}

// orders measures purchases, ours beside Ocean's own in the same state.
func (w *world) orders() {
	forever := new(big.Int).Sub(new(big.Int).Lsh(n(1), 256), n(1))
	rich := func(name string, spender *common.Address) *account {
		p := w.person(name)
		w.do(w.boss, w.token, "mint", p.addr, n(1e12))
		if spender != nil {
			w.do(p, w.token, "approve", *spender, forever)
		}
		return p
	}
	// Someone else's purchases have touched every place that is shared, so that first means the buyer's first.
	w.order(w.trainer, 1)
	other := rich("other", &w.datatoken.addr)
	w.buy(other, 1)

	for _, way := range []struct {
		name string
		gas  func(p *account, i int) uint64
	}{
		{"standing allowance", func(p *account, i int) uint64 { _, gas := w.order(p, 10+i); return gas }},
		{"with permit (EIP-2612)", func(p *account, i int) uint64 { return w.orderWithPermit(p, 20+i, int64(i)) }},
		{"with authorisation (ERC-3009)", func(p *account, i int) uint64 { return w.orderWithAuthorization(p, 30+i) }},
	} {
		var spender *common.Address
		if way.name == "standing allowance" {
			spender = &w.escrow.addr
		}
		p := rich(way.name, spender)
		w.note(ordering, way.name+", the buyer's first", way.gas(p, 0))
		w.note(ordering, way.name+", steady", way.gas(p, 1))
	}
	p := rich("ocean", &w.datatoken.addr)
	w.peer(oceanBuy+", standing allowance, the buyer's first", w.buy(p, 2))
	w.peer(oceanBuy+", standing allowance, steady", w.buy(p, 3))
	p = rich("ocean, careful", nil)
	for i, when := range []string{"the buyer's first", "steady"} {
		approve := w.do(p, w.token, "approve", w.datatoken.addr, n(price)).GasUsed
		gas := w.buy(p, 4+i)
		w.peer(oceanBuy+", exact allowance, "+when, gas)
		w.peer(oceanBuy+" and the separate approve before it, "+when, gas+approve)
	}
}

// jobs measures what can become of an order.
func (w *world) jobs() {
	next := 100
	open := func() placed {
		next++
		p, _ := w.order(w.trainer, next)
		return p
	}
	sign := func(p placed, cumulative int64) voucher {
		s := w.typed(w.trainer, w.domain("stint", w.escrow), "Voucher(bytes32 job,uint96 cumulative)", p.job[:], n(cumulative).Bytes())
		return voucher{n(cumulative), s.bytes()}
	}
	none := voucher{n(0), nil}
	receipt := word("receipt", 1)
	settle := func(p placed, v voucher, claim int64) (placed, uint64) {
		w.charge(p.job)
		r := w.do(w.provider, w.escrow, "settle", p.job, p.o, receipt, v, n(claim))
		ev := w.event(r, w.escrow, "Settled")
		p.o.Claim, p.o.Until = field[*big.Int](ev, "claim"), field[uint64](ev, "until")
		p.o.Drawn = v.Cumulative
		return p, r.GasUsed
	}
	// The first settlement of a dataset begins its royalties; the one after it is what they cost from then on.
	_, gas := settle(open(), none, 0)
	w.note(settling, "settle, no machine time, first royalty of the dataset", gas)
	_, gas = settle(open(), none, 0)
	w.note(settling, "settle, no machine time", gas)
	p := open()
	_, gas = settle(p, sign(p, 2*unit), 0)
	w.note(settling, "settle with the trainer's last voucher", gas)

	p = open()
	w.note(drawing, "draw by voucher, first", w.do(w.provider, w.escrow, "draw", p.job, p.o, sign(p, unit)).GasUsed)
	p.o.Drawn = n(unit)
	w.note(drawing, "draw by voucher, steady", w.do(w.provider, w.escrow, "draw", p.job, p.o, sign(p, 2*unit)).GasUsed)

	claimed := func() (placed, uint64) { return settle(open(), none, 2*unit) }
	p, gas = claimed()
	w.note(settling, "settle with a claim and a bond", gas)
	w.next(24 * 3600)
	w.note(settling, "finalize a claim to which nobody objected", w.do(w.stranger, w.escrow, "finalize", p.job, p.o).GasUsed)
	p, _ = claimed()
	r := w.do(w.trainer, w.escrow, "challenge", p.job, p.o)
	p.o.Until = field[uint64](w.event(r, w.escrow, "Challenged"), "until")
	w.note(settling, "challenge a claim", r.GasUsed)
	w.note(settling, "rule on a disputed claim", w.do(w.boss, w.escrow, "rule", p.job, p.o, n(unit)).GasUsed)

	w.oneBlock(func() {
		p := open()
		w.note(settling, "refund by the provider, in the block of the order", w.do(w.provider, w.escrow, "refund", p.job, p.o, receipt).GasUsed)
	})
	p = open()
	w.refuses(w.stranger, w.escrow, "refund", p.job, p.o, receipt)
	w.next(3600)
	w.note(settling, "refund by anyone, after the deadline", w.do(w.stranger, w.escrow, "refund", p.job, p.o, receipt).GasUsed)

	plain := word("plain order", 1)
	w.note(settling, "record the end of a plain Ocean order (fulfil)",
		w.do(w.provider, w.escrow, "fulfil", w.dataset.addr, plain, n(0), false, receipt).GasUsed)
}

// oceanLocks measures Ocean's own escrow, which knows no word that a job failed: who wants the money back waits for the lock to expire.
func (w *world) oceanLocks() {
	locks := w.theirs("escrow/Escrow", w.router.addr, common.Address{})
	payer, payee := w.trainer, w.provider
	w.do(payer, w.token, "approve", locks.addr, n(1e12))
	const name = "Ocean Escrow "
	w.peer(name+"deposit", w.do(payer, locks, "deposit", w.token.addr, n(1e10)).GasUsed)
	w.peer(name+"authorize", w.do(payer, locks, "authorize", w.token.addr, payee.addr, n(1e10), n(7200), n(100)).GasUsed)
	id := func(i int) *big.Int { w := word("lock", i); return new(big.Int).SetBytes(w[:]) }
	lock := func(i int) uint64 {
		return w.do(payee, locks, "createLock", id(i), w.token.addr, payer.addr, n(compute), n(3600)).GasUsed
	}
	w.peer(name+"createLock, first", lock(1))
	w.peer(name+"createLock, second", lock(2))
	cancel := func() *types.Receipt {
		return w.do(payer, locks, "cancelExpiredLock", id(1), w.token.addr, payer.addr, payee.addr)
	}
	if early := cancel(); len(early.Logs) != 0 {
		w.fail(errors.New("the escrow of Ocean cancels a lock that has not expired: its row is wrong"))
	}
	w.next(3601)

	late := cancel()
	w.event(late, locks, "Canceled")
	w.peer(name+"cancelExpiredLock, an hour later", late.GasUsed)
	claim := func(i int) uint64 {
		return w.do(payee, locks, "claimLock", id(i), w.token.addr, payer.addr, n(compute), []byte{1}).GasUsed
	}
	w.peer(name+"claimLock, no other lock open", claim(2))
	for i := 3; i < 53; i++ {
		lock(i)
	}
	w.peer(name+"claimLock, the newest of 50 locks", claim(52))
}
