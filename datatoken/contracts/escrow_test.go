package contracts_test

import (
	"math/big"
	"testing"

	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/core/types"
	"github.com/ethereum/go-ethereum/crypto"
)

func TestEscrowOrderAndSettle(t *testing.T) {
	k := newEscrow(t)
	had := k.balance(k.trainer.addr)
	tm, q := k.terms(1)
	tm.MaxPrice = big64(price + 777) // what is not spent comes back
	nonce := k.number(k.escrow, "nonces", k.trainer.addr)
	r := k.do(k.trainer, k.escrow, "order", tm, q)
	t.Logf("gas %8d  order, first", r.GasUsed)
	ev := k.event(r, k.escrow, "Ordered")
	job := common.Hash(ev["job"].([32]byte))
	if want := crypto.Keccak256Hash(encode("uint256,address,address,bytes32,uint256",
		big64(chainID), k.escrow.addr, k.trainer.addr, tm.Spec, nonce)); job != want {
		t.Errorf("job %x, want %x", job, want)
	}
	if ev["price"].(*big.Int).Int64() != price || ev["compute"].(*big.Int).Int64() != compute || ev["spec"] != tm.Spec ||
		ev["trainer"] != k.trainer.addr || ev["provider"] != k.provider.addr || ev["datatoken"] != k.datatoken.addr || ev["deadline"] != tm.Deadline {
		t.Errorf("event %v", ev)
	}
	// Ocean's own readers see an order of the trainer.
	if oe := k.event(r, k.datatoken, "OrderStarted"); oe["consumer"] != k.trainer.addr || oe["amount"].(*big.Int).Cmp(ether(1)) != 0 {
		t.Errorf("Ocean's event %v", oe)
	}
	if got := had - k.balance(k.trainer.addr); got != price+compute {
		t.Errorf("trainer paid %d, want %d", got, price+compute)
	}
	if got := k.balance(k.escrow.addr); got != price+compute {
		t.Errorf("escrow holds %d, want %d", got, price+compute)
	}
	if got := k.number(k.token, "allowance", k.escrow.addr, k.datatoken.addr); got.Sign() != 0 {
		t.Errorf("the datatoken may still spend %v", got)
	}
	if o := k.orderOf(job); o.State != 1 || o.Trainer != k.trainer.addr || o.Price.Int64() != price || o.Deadline != tm.Deadline {
		t.Errorf("order %+v", o)
	}

	k.fails("NotCommitted", k.provider, k.escrow, "settle", job, common.Hash{3})
	c0, c1 := all(1).words()
	k.do(k.provider, k.ledger, "reserve", k.dataset.addr, []uint32{0}, job, c0, c1)
	k.fails("NotCommitted", k.provider, k.escrow, "settle", job, common.Hash{3})
	k.do(k.provider, k.ledger, "commit", k.dataset.addr, job, []uint32{0}, c0, c1)
	k.fails("NotProvider", k.stranger, k.escrow, "settle", job, common.Hash{3})
	k.fails("NotProvider", k.trainer, k.escrow, "settle", job, common.Hash{3})
	r = k.do(k.provider, k.escrow, "settle", job, common.Hash{3})
	t.Logf("gas %8d  settle, first", r.GasUsed)
	if ev := k.event(r, k.pools, "Paid"); ev["job"] != [32]byte(job) || ev["amount"].(*big.Int).Int64() != price {
		t.Errorf("royalties %v", ev)
	}
	if got := k.balance(k.provider.addr); got != compute {
		t.Errorf("provider has %d, want %d", got, compute)
	}
	if got := k.balance(k.pools.addr); got != price {
		t.Errorf("pools hold %d, want %d", got, price)
	}
	k.wait(7200)
	for _, method := range []string{"settle", "refund"} {
		k.fails("NotOpen", k.provider, k.escrow, method, job, common.Hash{3})
	}
	k.fails("NotOpen", k.trainer, k.escrow, "refund", job, common.Hash{})

	tm, q = k.terms(1) // the same spec again is another job
	r = k.do(k.trainer, k.escrow, "order", tm, q)
	t.Logf("gas %8d  order, later", r.GasUsed)
	again := common.Hash(k.event(r, k.escrow, "Ordered")["job"].([32]byte))
	if again == job {
		t.Error("two orders have one job id")
	}
	k.fails("NotCommitted", k.provider, k.escrow, "settle", again, common.Hash{})
	k.charge(again)
	r = k.do(k.provider, k.escrow, "settle", again, common.Hash{3})
	t.Logf("gas %8d  settle, later", r.GasUsed)
}

func TestEscrowRefund(t *testing.T) {
	k := newEscrow(t)
	had := k.balance(k.trainer.addr)
	first, second := k.order(1), k.order(2)
	for _, who := range []*account{k.stranger, k.trainer, k.curator, k.boss} {
		k.fails("NotProvider", who, k.escrow, "refund", first, common.Hash{})
	}
	r := k.do(k.provider, k.escrow, "refund", first, common.Hash{4})
	t.Logf("gas %8d  refund", r.GasUsed)
	if ev := k.event(r, k.escrow, "Refunded"); ev["amount"].(*big.Int).Int64() != price+compute || ev["receipt"] != [32]byte{4} {
		t.Errorf("event %v", ev)
	}
	k.fails("NotOpen", k.provider, k.escrow, "refund", first, common.Hash{})
	k.charge(first)
	k.fails("NotOpen", k.provider, k.escrow, "settle", first, common.Hash{})

	k.wait(3000)
	k.fails("NotProvider", k.stranger, k.escrow, "refund", second, common.Hash{})
	k.wait(601)
	r = k.do(k.stranger, k.escrow, "refund", second, common.Hash{9})
	if ev := k.event(r, k.escrow, "Refunded"); ev["receipt"] != [32]byte{} {
		t.Error("a stranger's receipt was recorded")
	}
	if got := k.balance(k.trainer.addr); got != had {
		t.Errorf("trainer has %d after refunds, want %d", got, had)
	}
	if got := k.balance(k.escrow.addr); got != 0 {
		t.Errorf("escrow still holds %d", got)
	}
	k.fails("NotOpen", k.stranger, k.escrow, "refund", common.Hash{77}, common.Hash{})
}

// Fees that Ocean takes of a swap are inside maxPrice, and are not part of what the escrow holds.
func TestEscrowOceanFees(t *testing.T) {
	k := newEscrow(t)
	k.do(k.boss, k.router, "removeApprovedToken", k.token.addr)
	had := k.balance(k.trainer.addr)
	tm, q := k.terms(1)
	k.fails("FixedRateExchange: Too many base tokens", k.trainer, k.escrow, "order", tm, q)
	tm.MaxPrice = big64(price * 2)
	job := common.Hash(k.event(k.do(k.trainer, k.escrow, "order", tm, q), k.escrow, "Ordered")["job"].([32]byte))
	fee := had - k.balance(k.trainer.addr) - price - compute
	if fee <= 0 || fee > price/100 || k.orderOf(job).Price.Int64() != price || k.balance(k.escrow.addr) != price+compute {
		t.Errorf("fee %d, order %+v, escrow holds %d", fee, k.orderOf(job), k.balance(k.escrow.addr))
	}
	k.do(k.provider, k.escrow, "refund", job, common.Hash{})
	if got := had - k.balance(k.trainer.addr); got != fee {
		t.Errorf("refund left %d missing, want the fee %d", got, fee)
	}
}

func TestEscrowOrderWithPermit(t *testing.T) {
	k := newEscrow(t)
	k.do(k.trainer, k.token, "approve", k.escrow.addr, big64(0))
	tm, q := k.terms(1)
	sum := big64(price + compute)
	until := new(big.Int).SetUint64(k.now() + 600)
	domain := k.view(k.token, "DOMAIN_SEPARATOR")[0].([32]byte)
	typ := crypto.Keccak256Hash([]byte("Permit(address owner,address spender,uint256 value,uint256 nonce,uint256 deadline)"))
	body := crypto.Keccak256(encode("bytes32,address,address,uint256,uint256,uint256", typ, k.trainer.addr, k.escrow.addr, sum, big64(0), until))
	sig, err := crypto.Sign(crypto.Keccak256([]byte("\x19\x01"), domain[:], body), k.trainer.key)
	if err != nil {
		t.Fatal(err)
	}
	v, r, s := sig[64]+27, [32]byte(sig[:32]), [32]byte(sig[32:64])
	k.fails("ERC20InsufficientAllowance", k.trainer, k.escrow, "orderWithPermit", tm, q, until, 55-v, r, s)
	// Someone sees the permit and sends it first: the order still works.
	k.do(k.stranger, k.token, "permit", k.trainer.addr, k.escrow.addr, sum, until, v, r, s)
	rc := k.do(k.trainer, k.escrow, "orderWithPermit", tm, q, until, v, r, s)
	t.Logf("gas %8d  orderWithPermit", rc.GasUsed)
	k.event(rc, k.escrow, "Ordered")
}

// A plain Ocean order pays the royalties of its dataset through the inbox, and cannot be mixed with an escrowed one.
func TestEscrowInbox(t *testing.T) {
	k := newEscrow(t)
	k.do(k.boss, k.token, "mint", k.inbox.addr, big64(1_000_000))
	job := k.order(1)
	if got := k.orderOf(job).Price.Int64(); got != price {
		t.Errorf("price %d: the order took what was not its own", got)
	}
	if got := k.balance(k.inbox.addr); got != 1_000_000 {
		t.Errorf("inbox holds %d", got)
	}
	k.fails("NotEscrow", k.curator, k.inbox, "take", big64(1))
	r := k.do(k.stranger, k.inbox, "flush")
	t.Logf("gas %8d  flush", r.GasUsed)
	if ev := k.event(r, k.pools, "Paid"); ev["dataset"] != k.dataset.addr || ev["job"] != [32]byte{} || ev["amount"].(*big.Int).Int64() != 1_000_000 {
		t.Errorf("royalties %v", ev)
	}
	k.fails("NothingPaid", k.stranger, k.inbox, "flush")
	if got := k.view(k.inbox, "dataset")[0]; got != k.dataset.addr {
		t.Errorf("inbox of %v", got)
	}
	r = k.do(k.stranger, k.escrow, "openInbox", k.dataset.addr)
	if len(r.Logs) != 0 {
		t.Error("an open inbox was opened again")
	}

	// The plain way: buyFromFreAndOrder by the trainer itself.
	k.do(k.trainer, k.token, "approve", k.datatoken.addr, big64(price))
	spec := common.Hash{5}
	q := quoteOf(k.provider, spec, k.now()+600)
	fee := providerFee{k.provider.addr, common.Address{}, big64(0), q.V, q.R, q.S, q.ValidUntil, spec[:]}
	r = k.do(k.trainer, k.datatoken, "buyFromFreAndOrder",
		orderParams{Consumer: k.trainer.addr, ServiceIndex: big64(0), ProviderFee: fee, ConsumeMarketFee: marketFee{Amount: big64(0)}},
		freParams{k.exchange.addr, k.exchangeID, big64(price), big64(0), common.Address{}})
	t.Logf("gas %8d  Ocean's buyFromFreAndOrder alone", r.GasUsed)
	if got := k.balance(k.inbox.addr); got != price {
		t.Errorf("inbox holds %d, want %d", got, price)
	}
}

// The escrow works in exact amounts only.
func TestEscrowFeeOnTransferToken(t *testing.T) {
	k := newEscrow(t)
	fee := k.deployFile(k.boss, "testdata/FeeToken.json")
	pools := k.deploy(k.boss, "RoyaltyPools", k.gov.addr, fee.addr, k.treasury, uint16(0))
	escrow := k.deploy(k.boss, "JobEscrow", k.gov.addr, fee.addr, pools.addr, k.ledger.addr, k.exchange.addr)
	k.do(k.boss, fee, "mint", k.trainer.addr, big64(1_000_000_000))
	k.do(k.trainer, fee, "approve", escrow.addr, big64(1_000_000_000))
	tm, q := k.terms(1)
	k.fails("ShortTransfer", k.trainer, escrow, "order", tm, q)
}

// A free datatoken settles too: there is nothing to pay to the royalties.
func TestEscrowZeroPrice(t *testing.T) {
	k := newEscrow(t)
	k.do(k.curator, k.exchange, "setRate", k.exchangeID, big64(1e10)) // Ocean's lowest, rounds to nothing in six decimals
	job := k.order(1)
	if o := k.orderOf(job); o.Price.Sign() != 0 || k.balance(k.escrow.addr) != compute {
		t.Errorf("order %+v", o)
	}
	k.charge(job)
	r := k.do(k.provider, k.escrow, "settle", job, common.Hash{})
	if r.Status != types.ReceiptStatusSuccessful || k.balance(k.provider.addr) != compute {
		t.Errorf("provider has %d", k.balance(k.provider.addr))
	}
}
