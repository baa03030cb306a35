package privacy

import (
	"encoding/json"
	"errors"
	"strings"
	"testing"
)

func uniformLoss(t testing.TB, v uint32) Loss {
	t.Helper()
	var lanes [NumOrders]uint32
	for i := range lanes {
		lanes[i] = v
	}
	l, err := LossFromLanes(lanes)
	if err != nil {
		t.Fatal(err)
	}
	return l
}

func TestLossAddSaturates(t *testing.T) {
	big, one := uniformLoss(t, MaxLane-1), uniformLoss(t, 1)
	if got := big.Add(one); got != uniformLoss(t, MaxLane) {
		t.Errorf("to the brim: %v", got)
	}
	if got := big.Add(big).Add(big); got != uniformLoss(t, MaxLane) {
		t.Errorf("far beyond: %v", got)
	}
	if !one.AtMost(big) || big.AtMost(one) || !one.AtMost(one) {
		t.Error("AtMost does not order losses")
	}
}

func TestLossFromLanesRefusesBeyondMaxLane(t *testing.T) {
	for i := range NumOrders {
		var lanes [NumOrders]uint32
		lanes[i] = MaxLane + 1
		if _, err := LossFromLanes(lanes); !errors.Is(err, ErrLane) {
			t.Errorf("lane %d: got %v", i, err)
		}
	}
}

func FuzzLossUnmarshalJSON(f *testing.F) {
	for _, seed := range []string{
		`[0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0]`,
		`[1,2,3,4,5,6,7,8,9,10,11,12,13,14,15,16777215]`,
		`[1,2,3,4,5,6,7,8,9,10,11,12,13,14,15,16777216]`,
		`[1]`, `[]`, `null`, `{}`, `[-1]`, `[1.5]`, `[4294967296]`, `"x"`,
		`[` + strings.Repeat(`1,`, 1000) + `1]`,
	} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, b []byte) {
		before := uniformLoss(t, 7)
		l := before
		if err := l.UnmarshalJSON(b); err != nil {
			if l != before {
				t.Fatalf("refused %q but changed the loss", b)
			}
			return
		}
		for _, v := range l.Lanes() {
			if v > MaxLane {
				t.Fatalf("read a lane of %d", v)
			}
		}
		out, err := json.Marshal(l)
		if err != nil {
			t.Fatal(err)
		}
		var again Loss
		if err := json.Unmarshal(out, &again); err != nil || again != l {
			t.Fatalf("wrote %s, read %v, %v", out, again, err)
		}
	})
}
