package devchain

import (
	"context"
	"crypto/rand"
	"errors"
	"math/big"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/core/types"
	"github.com/google/go-cmp/cmp"
	"github.com/stintdao/stint/datatoken"
	"github.com/stintdao/stint/datatoken/deploy"
)

func deployTest(t testing.TB, c *Chain) datatoken.Addresses {
	t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
	defer cancel()
	a, err := c.Deploy(ctx)
	if err != nil {
		t.Fatal(err)
	}
	return a
}

func TestDeploy(t *testing.T) {
	c := openTest(t, Config{})
	a := deployTest(t, c)
	if err := a.Check(); err != nil {
		t.Fatal(err)
	}
	head, err := c.Head(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(a, deployTest(t, c)); diff != "" {
		t.Errorf("deploying again moved contracts (-first +second):\n%s", diff)
	}
	if err := os.Remove(filepath.Join(c.Dir(), addressesFile)); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(a, deployTest(t, c)); diff != "" {
		t.Errorf("found elsewhere without the file (-first +second):\n%s", diff)
	}
	if now, err := c.Head(context.Background()); err != nil || now != head {
		t.Errorf("deploying again made %d blocks (%v)", now-head, err)
	}
}

// TestDeployResumes stops a deployment at many moments, some before its first step, and goes on: same addresses, nothing twice.
func TestDeployResumes(t *testing.T) {
	ctx := context.Background()
	var head uint64
	for _, after := range []time.Duration{0, time.Millisecond, 5 * time.Millisecond, 20 * time.Millisecond, 50 * time.Millisecond, time.Minute} {
		dir := t.TempDir()
		c := openTest(t, Config{Dir: dir})
		short, cancel := context.WithTimeout(ctx, after)
		if _, err := c.Deploy(short); err == nil && after == 0 {
			t.Error("deployed without time")
		}
		cancel()
		c.Close()
		c = openTest(t, Config{Dir: dir})
		a := deployTest(t, c)
		deployer, err := c.faucet.derive("deployer")
		if err != nil {
			t.Fatal(err)
		}
		n, err := c.client.NonceAt(ctx, deployer.address(), nil)
		if head == 0 {
			head = n
		}
		if err != nil || n != head {
			t.Errorf("stopped after %s: %d transactions, and %d otherwise (%v)", after, n, head, err)
		}
		report, err := deploy.Check(ctx, c.client, a, deploy.Expect{Admin: c.faucet.Address(), Delays: &none})
		if err != nil || len(report.Findings) > 0 {
			t.Errorf("stopped after %s: %v (%v)", after, report.Findings, err)
		}
	}
}

var none = deploy.NoDelays()

// TestDeployForeign: steps that this build did not make are not built upon.
func TestDeployForeign(t *testing.T) {
	ctx := context.Background()
	c := openTest(t, Config{})
	deployer, err := c.faucet.derive("deployer")
	if err != nil {
		t.Fatal(err)
	}
	tx, err := deployer.SignTx(ctx, types.NewTx(&types.DynamicFeeTx{
		ChainID: new(big.Int).SetUint64(c.id), To: &common.Address{1}, Gas: 21_000, GasFeeCap: terms.Fee, GasTipCap: terms.Tip,
	}), new(big.Int).SetUint64(c.id))
	if err != nil {
		t.Fatal(err)
	}
	if err := c.client.SendTransaction(ctx, tx); err != nil {
		t.Fatal(err)
	}
	if _, err := c.receipt(ctx, tx.Hash()); err != nil {
		t.Fatal(err)
	}
	if _, err := c.Deploy(ctx); !errors.Is(err, ErrForeign) && !errors.Is(err, ErrArtifacts) {
		t.Fatalf("got %v, want ErrForeign", err)
	}
}

func BenchmarkDeploy(b *testing.B) {
	for b.Loop() {
		b.StopTimer()
		c, err := Open(Config{Dir: b.TempDir(), Rand: rand.Reader})
		if err != nil {
			b.Fatal(err)
		}
		b.StartTimer()
		if _, err := c.Deploy(context.Background()); err != nil {
			b.Fatal(err)
		}
		b.StopTimer()
		c.Close()
		b.StartTimer()
	}
}
