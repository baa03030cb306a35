package chain

import (
	"os"
	"os/exec"
	"testing"

	"github.com/stintdao/stint/datatoken/deploy/deploytest"
)

// TestOnAnvil runs tests of this package against a second, independent node: what they show is of the contracts and of ours, not of one implementation.
func TestOnAnvil(t *testing.T) {
	if os.Getenv("STINT_CHAIN") == "anvil" {
		t.Skip("this is such a run")
	}
	deploytest.Anvil(t, 1) // or the reason why there is none
	cmd := exec.Command(os.Args[0], "-test.v", "-test.count=1",
		"-test.run=^(TestLife|TestRefund|TestDraw|TestSettleBesideADraw|TestVouchedByAContract|TestRefusals|TestBudgetIsShared|TestLeave|TestPayout|TestRoyaltyIsTheContract|TestSnapshot.*|TestPublish.*|TestAlgorithms.*|TestFlushInbox|TestEmitters)$")
	cmd.Env = append(os.Environ(), "STINT_CHAIN=anvil")
	out, err := cmd.CombinedOutput()
	if err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	t.Logf("%s", out)
}
