package index_test

import (
	"errors"
	"testing"

	"github.com/ethereum/go-ethereum/core/types"
	"github.com/stintdao/stint/datatoken/index"
)

// TestLive: who asks after a block was made finds its logs without waiting for anything; what is not kept comes from the node; and before the first block that
// is read there is nothing.
func TestLive(t *testing.T) {
	ctx := t.Context()
	f := newFake()
	cfg := config(f)
	cfg.Start = 0
	x := open(t, file(t), cfg)
	from := cfg.Addresses[0]
	for n := 1; n <= 3; n++ {
		f.mine([]types.Log{{Address: from, Topics: nil, Data: []byte{byte(n)}}, {Address: addr("stranger")}})
		if got, err := (index.Live{Index: x}).Logs(ctx, from, nil); err != nil || len(got) != n {
			t.Fatalf("%d logs after %d blocks (%v)", len(got), n, err)
		}
	}
	if _, err := x.Logs(ctx, addr("stranger"), nil); !errors.Is(err, index.ErrNotIndexed) {
		t.Errorf("what is not kept: %v", err)
	}
	if got, err := (index.Live{Index: x}).Logs(ctx, addr("stranger"), nil); err != nil || len(got) != 3 {
		t.Errorf("what is not kept, from the node: %d logs (%v)", len(got), err)
	}
	cfg.Start = 1 << 20
	y := open(t, file(t), cfg)
	if got, err := (index.Live{Index: y}).Logs(ctx, from, nil); err != nil || len(got) != 0 {
		t.Errorf("before the first block: %d logs (%v)", len(got), err)
	}
}
