package deploy

import (
	"testing"

	"github.com/ethereum/go-ethereum/common"
	"github.com/stintdao/stint/datatoken"
)

func BenchmarkCodes(b *testing.B) {
	cfg, err := Config{Delays: DefaultDelays()}.settle(datatoken.Address{1})
	if err != nil {
		b.Fatal(err)
	}
	for b.Loop() {
		p, _, err := newPlan(cfg, common.Address{1}, 0)
		if err != nil {
			b.Fatal(err)
		}
		if _, _, err := codes(5, p, p.from); err != nil {
			b.Fatal(err)
		}
	}
}
