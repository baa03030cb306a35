package deploy

import (
	"encoding/json"
	"errors"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/stintdao/stint/datatoken"
)

func TestParseDelays(t *testing.T) {
	for name, tc := range map[string]struct {
		in   string
		want func(*Delays)
		err  error
	}{
		"nothing named":       {in: `{}`, want: func(*Delays) {}},
		"some":                {in: `{"fees": "72h", "council": "0s"}`, want: func(d *Delays) { d.Fees = Period{72 * time.Hour} }},
		"unknown name":        {in: `{"fee": "72h"}`, err: ErrConfig},
		"a number":            {in: `{"fees": 72}`, err: ErrConfig},
		"negative":            {in: `{"fees": "-1h"}`, err: ErrConfig},
		"part of a second":    {in: `{"fees": "1.5s"}`, err: ErrConfig},
		"beyond the contract": {in: `{"ruling": "1193047h"}`, err: ErrConfig},
		"hasty administrator": {in: `{"admin": "239h"}`, err: ErrConfig},
		"two values":          {in: `{} {}`, err: ErrConfig},
		"empty":               {in: ``, err: ErrConfig},
		"a list":              {in: `[]`, err: ErrConfig},
	} {
		t.Run(name, func(t *testing.T) {
			got, err := ParseDelays([]byte(tc.in))
			if !errors.Is(err, tc.err) {
				t.Fatalf("got %v, want %v", err, tc.err)
			}
			if err != nil {
				return
			}
			want := DefaultDelays()
			tc.want(&want)
			if diff := cmp.Diff(want, got); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}

func FuzzParseDelays(f *testing.F) {
	f.Add([]byte(`{"fees": "72h", "admin": "400h"}`))
	f.Add([]byte(`{"ruling": "1193047h0m0s"}`))
	f.Fuzz(func(t *testing.T, b []byte) {
		d, err := ParseDelays(b)
		if err != nil {
			return
		}
		again, err := json.Marshal(d)
		if err != nil {
			t.Fatal(err)
		}
		if back, err := ParseDelays(again); err != nil || back != d {
			t.Errorf("%s reads as %+v (%v), and is of %+v", again, back, err, d)
		}
		for _, p := range []Period{d.Fees, d.Caps, d.Lists, d.Council, d.Arbiter, d.Admin, d.Payout, d.Challenge, d.Ruling} {
			if time.Duration(seconds(p.Duration))*time.Second != p.Duration {
				t.Errorf("%s is %d seconds on the chain", p, seconds(p.Duration))
			}
		}
	})
}

const oceanFile = `{
	"alpha": {"chainId": 7, "Ocean": "0x967da4048cD07aB37855c090aAF366e4ce1b9F48", "startBlock": 5,
		"Router": "0x8149276f275EEFAc110D74AFE8AFECEaeC7d1593", "FixedPrice": "0xfa48673a7C36A2A768f89AC1ee8C355D5c367B02",
		"ERC20Template": {"1": "0x973e69303259B0c2543a38665122b773D28405fB", "2": "0x3E85e7Cb15880b6d4871092E74bF65CE03E8448D"},
		"Dispenser": "0x8bA04715B1b210f710426b21A29887EEd4EA6751", "ERC721Factory": "0x1706DF1f2d93558D1d77bEd49ccdB8B88fAfC306"},
	"beta": {"chainId": 8, "Router": "0x8149276f275EEFAc110D74AFE8AFECEaeC7d1593"},
	"twin": {"chainId": 9}, "again": {"chainId": 9}
}`

func TestParseOcean(t *testing.T) {
	parse := func(s string) datatoken.Address {
		a, err := datatoken.ParseAddress(s)
		if err != nil {
			t.Fatal(err)
		}
		return a
	}
	want := Ocean{
		Router: parse("0x8149276f275eefac110d74afe8afeceaec7d1593"), Factory: parse("0x1706df1f2d93558d1d77bed49ccdb8b88fafc306"),
		FixedRate: parse("0xfa48673a7c36a2a768f89ac1ee8c355d5c367b02"), Dispenser: parse("0x8ba04715b1b210f710426b21a29887eed4ea6751"),
		Enterprise: parse("0x3e85e7cb15880b6d4871092e74bf65ce03e8448d"),
	}
	own, err := json.Marshal(datatoken.Addresses{Router: want.Router, Factory: want.Factory, FixedRate: want.FixedRate, Dispenser: want.Dispenser, Enterprise: want.Enterprise})
	if err != nil {
		t.Fatal(err)
	}
	for name, tc := range map[string]struct {
		in    string
		chain uint64
		err   error
	}{
		"Ocean's file":           {in: oceanFile, chain: 7},
		"our file":               {in: string(own), chain: 7},
		"network without a part": {in: oceanFile, chain: 8, err: ErrConfig},
		"chain twice":            {in: oceanFile, chain: 9, err: ErrConfig},
		"chain not there":        {in: oceanFile, chain: 10, err: ErrConfig},
		"part of ours":           {in: `{"router": "0x8149276f275eefac110d74afe8afeceaec7d1593"}`, err: ErrConfig},
		"no address":             {in: `{"router": "0x12"}`, err: ErrConfig},
		"no JSON":                {in: `router`, err: ErrConfig},
		"a list":                 {in: `[]`, err: ErrConfig},
	} {
		t.Run(name, func(t *testing.T) {
			got, err := ParseOcean([]byte(tc.in), tc.chain)
			if !errors.Is(err, tc.err) {
				t.Fatalf("got %v, want %v", err, tc.err)
			}
			if err == nil && got != want {
				t.Errorf("got %+v", got)
			}
		})
	}
}

func FuzzParseOcean(f *testing.F) {
	f.Add([]byte(oceanFile), uint64(7))
	f.Fuzz(func(t *testing.T, b []byte, chain uint64) {
		if o, err := ParseOcean(b, chain); err == nil && o.check() != nil {
			t.Errorf("%+v was taken", o)
		}
	})
}

// TestJournalCutShort: a journal that ends in the middle of a line goes on after its last whole line; one that says something untrue is refused.
func TestJournalCutShort(t *testing.T) {
	k := newKey(t, "deployer")
	s := newSim(t, k.Address())
	path := filepath.Join(t.TempDir(), "journal")
	a, err := Run(t.Context(), s, k, testConfig(), Options{Journal: path})
	if err != nil {
		t.Fatal(err)
	}
	whole, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, whole[:len(whole)-7], 0o600); err != nil {
		t.Fatal(err)
	}
	// The last step's transaction is on the chain, and the journal no longer has it: it cannot be told from somebody else's.
	if _, err := Run(t.Context(), s, k, testConfig(), Options{Journal: path}); !errors.Is(err, ErrForeign) {
		t.Errorf("without the last line: %v", err)
	}
	if err := os.WriteFile(path, append(whole, `{"step": 99, "na`...), 0o600); err != nil {
		t.Fatal(err)
	}
	if again, err := Run(t.Context(), s, k, testConfig(), Options{Journal: path}); err != nil || again != a {
		t.Errorf("with a part of another line: %v", err)
	}
	changed := []byte(string(whole))
	for i := len(changed) - 20; ; i-- { // a digit of the last transaction
		if changed[i] == '0' {
			changed[i] = '1'
			break
		}
	}
	if err := os.WriteFile(path, changed, 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := Run(t.Context(), s, k, testConfig(), Options{Journal: path}); !errors.Is(err, ErrConfig) {
		t.Errorf("with another transaction: %v", err)
	}
}

func FuzzJournal(f *testing.F) {
	f.Add([]byte(`{"chain":1337,"from":"0x00000000000000000000000000000000000000b0","nonce":3,"plan":"0x0000000000000000000000000000000000000000000000000000000000000001"}` + "\n"))
	f.Add([]byte("{}\n{\"step\":0,\"name\":\"x\",\"tx\":\"0x02\"}\n"))
	f.Fuzz(func(t *testing.T, b []byte) {
		path := filepath.Join(t.TempDir(), "journal")
		if err := os.WriteFile(path, b, 0o600); err != nil {
			t.Fatal(err)
		}
		j, _, err := openJournal(path)
		if err != nil {
			return
		}
		defer j.close()
		for i, txs := range j.sent {
			for _, tx := range txs {
				if tx.Nonce() != j.head.Nonce+uint64(i) {
					t.Errorf("transaction of nonce %d as step %d from %d", tx.Nonce(), i, j.head.Nonce)
				}
			}
		}
	})
}
