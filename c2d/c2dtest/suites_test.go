package c2dtest

import (
	"testing"

	"github.com/stintdao/stint/c2d"
	"github.com/stintdao/stint/datatoken"
	"github.com/stintdao/stint/privacy"
)

func TestJournal(t *testing.T) {
	JournalSuite(t, func(*testing.T) (c2d.Journal, func() c2d.Journal) {
		j := &Journal{Fuse: &Fuse{}}
		return j, func() c2d.Journal { return j }
	})
}

func TestCatalogue(t *testing.T) {
	CatalogueSuite(t, func(*testing.T) c2d.Catalogue { return &Catalogue{} })
}

func TestLedger(t *testing.T) {
	LedgerSuite(t, func(t *testing.T, caps [privacy.NumOrders]uint32) (c2d.Ledger, datatoken.Address) {
		l := &Ledger{Fuse: &Fuse{}}
		for block := range uint32(2) {
			if err := l.Open(datatoken.Address{1}, block, caps); err != nil {
				t.Fatal(err)
			}
		}
		return l, datatoken.Address{1}
	})
}

func TestExchange(t *testing.T) {
	ExchangeSuite(t, func(*testing.T) (c2d.Exchange, datatoken.Hash) {
		x := &Exchange{Fuse: &Fuse{}}
		x.Buy(datatoken.Order{Job: datatoken.Hash{1}, Price: datatoken.Units(5)})
		return x, datatoken.Hash{1}
	})
}

func TestVouchers(t *testing.T) {
	VouchersSuite(t, func(t *testing.T) (c2d.Vouchers, datatoken.Order, func(uint64) datatoken.Voucher, func()) {
		x := &Exchange{Fuse: &Fuse{}}
		o := datatoken.Order{Job: datatoken.Hash{1}, Trainer: datatoken.Address{2}, Price: datatoken.Units(5), Compute: datatoken.Units(4)}
		x.Buy(o)
		sign := func(units uint64) datatoken.Voucher { return Vouch(o, datatoken.Units(units)) }
		return x, o, sign, func() {
			if _, err := x.Refund(t.Context(), o, datatoken.Hash{1}); err != nil {
				t.Fatal(err)
			}
			if got, want := x.Income[o.Trainer], datatoken.Units(6); got != want || x.Drawn(o.Job) != datatoken.Units(3) {
				t.Errorf("refunded %s after a draw of %s, want %s", got, x.Drawn(o.Job), want)
			}
		}
	})
}
