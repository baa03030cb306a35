package main

import (
	"bytes"
	"encoding/hex"
	"encoding/json"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stintdao/stint/c2d"
	"github.com/stintdao/stint/c2d/web"
	"github.com/stintdao/stint/datatoken"
	"github.com/stintdao/stint/datatoken/deploy/deploytest"
)

// TestOceanOrder: a trainer with Ocean's own client library buys what a stint curator published, at a node's quote, paying for machine time as provider's fee. The node runs the
// job of that order, once, as it runs any other, and what it hands out verifies. Without the library the test is skipped, or fails where STINT_FORBID_SKIP forbids that.
func TestOceanOrder(t *testing.T) {
	market := deploytest.OceanJS(t)
	if testing.Short() {
		t.Skip("starts a node")
	}
	ctx, dir := t.Context(), t.TempDir()
	api, rpc := freePort(t), freePort(t)
	f := &frail{
		t: t, dir: dir, env: append(os.Environ(), "STINT_SERVER=http://"+api, "STINT_HOME="+filepath.Join(dir, "home")),
		args: []string{"serve", "--dir", filepath.Join(dir, "node"), "--listen", api, "--chain-listen", rpc, "--lanes", "1", "--cell", os.Args[0]}, // no program runs
	}
	manifest := `{"stint":1,"name":"people","format":"csv","columns":[{"name":"age","kind":"integer","min":0,"max":100}],"unit":"contributor","epsilon":8000000,"delta":1000000,"maxRows":20}`
	rows := "age\n" + strings.Repeat("30\n40\n50\n", 10)
	if err := errors.Join(os.WriteFile(filepath.Join(dir, "manifest.json"), []byte(manifest), 0o600), os.WriteFile(filepath.Join(dir, "rows.csv"), []byte(rows), 0o600)); err != nil {
		t.Fatal(err)
	}
	f.start()
	defer f.kill()
	for _, who := range []string{"publisher", "trainer"} {
		f.run("wallet", "new", who)
		f.run("wallet", "fund", who)
	}
	f.run("wallet", "new", "crowd", "--count", "3")
	id := f.run("publish", "--manifest", "manifest.json", "--price", "query=5", "--wallet", "publisher", "-o", "id")
	f.run("contribute", "--dataset", id, "--data", "rows.csv", "--wallet", "crowd", "--split", "3", "--curator", "publisher")

	client, err := web.NewClient("http://"+api, nil)
	if err != nil {
		t.Fatal(err)
	}
	node, err := client.Node(ctx)
	if err != nil {
		t.Fatal(err)
	}
	dataset, err := address(id)
	if err != nil {
		t.Fatal(err)
	}
	d, err := client.Dataset(ctx, dataset)
	if err != nil {
		t.Fatal(err)
	}
	a := &app{home: filepath.Join(dir, "home")}
	me, err := a.identity("trainer")
	if err != nil {
		t.Fatal(err)
	}
	spec := c2d.Spec{
		Stint: 1, Dataset: dataset, Version: d.Version, Mode: c2d.ModeQuery, Recipient: me.Recipient().String(), Nonce: datatoken.Hash{1},
		Query: []c2d.Statistic{{Name: "mean age", Kind: "mean", Column: "age", Epsilon: 500_000}},
	}
	q, err := client.Quote(ctx, spec)
	if err != nil {
		t.Fatal(err)
	}

	// What an Ocean provider would answer with, made of the quote.
	sig, err := hex.DecodeString(strings.TrimPrefix(q.Fee, "0x"))
	if err != nil || len(sig) != 65 {
		t.Fatalf("fee %q", q.Fee)
	}
	fee, err := json.Marshal(map[string]any{
		"providerFeeAddress": q.Provider, "providerFeeToken": node.Contracts.Currency, "providerFeeAmount": q.Compute, "providerData": q.Spec,
		"v": sig[64], "r": datatoken.Hash(sig[:32]), "s": datatoken.Hash(sig[32:64]), "validUntil": q.Expires.Unix(),
	})
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.CommandContext(ctx, "node", market, "order", "--rpc", "http://"+rpc, "--addresses", filepath.Join(dir, "node", "chain", "addresses.json"),
		"--key", filepath.Join(dir, "home", "wallets", "trainer"), "--datatoken", q.Token.Address.String(), "--fee", string(fee))
	var out, errs bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &errs
	if err := cmd.Run(); err != nil {
		t.Fatalf("order: %v\n%s", err, errs.String())
	}
	var says struct{ Ordered struct{ Tx datatoken.Hash } }
	if err := json.Unmarshal(out.Bytes(), &says); err != nil || says.Ordered.Tx.IsZero() {
		t.Fatalf("ordered: %v\n%s", err, out.String())
	}
	order := says.Ordered.Tx

	// The job of the order, whoever asks for it how often; no other.
	job, err := client.Submit(ctx, spec, order)
	if err != nil {
		t.Fatal(err)
	}
	if job.Compute != q.Compute || job.Order.Plain.IsZero() || job.Order.Tx != order {
		t.Errorf("machine time %s of %s, order %+v", job.Compute, q.Compute, job.Order)
	}
	if again, err := client.Submit(ctx, spec, order); err != nil || again.ID != job.ID {
		t.Errorf("submitted again: %s (%v)", again.ID, err)
	}
	other := spec
	other.Nonce = datatoken.Hash{2}
	if _, err := client.Submit(ctx, other, order); !c2d.IsRefusal(err, c2d.Conflict) {
		t.Errorf("another spec on the same order: %v", err)
	}
	for !job.Done {
		time.Sleep(20 * time.Millisecond)
		if job, err = client.Job(ctx, job.ID); err != nil {
			t.Fatal(err)
		}
	}
	if job.Fault != nil || len(job.Delivered) != 1 {
		t.Fatalf("fault %v, %d outputs", job.Fault, len(job.Delivered))
	}
	answers, err := open(ctx, web.ClientVault{Client: client}, me, job.ID, job.Delivered[0])
	if err != nil || !bytes.Contains(answers, []byte("mean age")) {
		t.Errorf("answers %s (%v)", answers, err)
	}
	if said := f.run("verify", job.ID.String()); strings.Contains(said, "BROKEN") || !strings.Contains(said, "money: the price was paid with the order") {
		t.Errorf("verify says\n%s", said)
	}
	var orders []datatoken.Order
	f.read(&orders, "jobs", "orders", "--wallet", "trainer")
	if len(orders) != 1 || orders[0].Tx != order || orders[0].State != datatoken.OrderPaid || orders[0].Job != job.ID {
		t.Errorf("orders %+v", orders)
	}
	if _, err := client.Submit(ctx, other, order); !c2d.IsRefusal(err, c2d.OrderInvalid) && !c2d.IsRefusal(err, c2d.Conflict) {
		t.Errorf("another spec after the end: %v", err)
	}
	// The price has reached the contributors.
	pool, err := client.Royalties(ctx, dataset)
	if err != nil || pool.Paid != q.Price || !pool.Inbox.IsZero() || pool.Claimable.IsZero() {
		t.Errorf("royalties %+v (%v)", pool, err)
	}
	f.run("royalties", "claim", id, "--wallet", "crowd")
}
