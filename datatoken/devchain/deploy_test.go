package devchain

import (
	"context"
	"crypto/rand"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/ethereum/go-ethereum/common"
	"github.com/google/go-cmp/cmp"
	"github.com/stintdao/stint/datatoken"
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

// TestDeployResumes stops a deployment after each number of steps and goes on: same addresses, nothing twice.
func TestDeployResumes(t *testing.T) {
	ctx := context.Background()
	for _, stop := range []int{1, 7, 12, 21} {
		dir := t.TempDir()
		c := openTest(t, Config{Dir: dir})
		deployer, err := c.faucet.derive("deployer")
		if err != nil {
			t.Fatal(err)
		}
		p := plan{from: deployer.address(), faucet: c.faucet.address()}
		p.whole()
		if err := c.run(ctx, deployer, p.steps[:stop]); err != nil {
			t.Fatal(err)
		}
		c.Close()
		c = openTest(t, Config{Dir: dir})
		a := deployTest(t, c)
		n, err := c.client.NonceAt(ctx, deployer.address(), nil)
		if err != nil || int(n) != len(p.steps) {
			t.Errorf("stopped after %d: %d transactions for %d steps (%v)", stop, n, len(p.steps), err)
		}
		code, err := c.client.CodeAt(ctx, common.Address(a.JobEscrow), nil)
		if err != nil || len(code) == 0 {
			t.Errorf("stopped after %d: no escrow (%v)", stop, err)
		}
	}
}

// TestDeployForeign: steps that this build did not make are not built upon.
func TestDeployForeign(t *testing.T) {
	ctx := context.Background()
	c := openTest(t, Config{})
	deployer, err := c.faucet.derive("deployer")
	if err != nil {
		t.Fatal(err)
	}
	if err := c.run(ctx, deployer, []step{{name: "other", to: &common.Address{1}}}); err != nil {
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

// TestArtifactsMissing: a build without Ocean's contracts says what to do about it.
func TestArtifactsMissing(t *testing.T) {
	_, _, err := ocean("NotThere")
	if !errors.Is(err, ErrArtifacts) || !strings.Contains(err.Error(), "make contracts") || !strings.Contains(err.Error(), "NotThere") {
		t.Errorf("got %v", err)
	}
}
