package main

import (
	"bytes"
	"fmt"
	"io"
	"math"
	"os"
	"slices"
	"strings"
	"text/tabwriter"
	"time"

	"github.com/spf13/cobra"

	"github.com/stintdao/stint/c2d"
	"github.com/stintdao/stint/c2d/card"
	"github.com/stintdao/stint/c2d/web"
	"github.com/stintdao/stint/datatoken"
	"github.com/stintdao/stint/datatoken/chain"
	"github.com/stintdao/stint/privacy"
)

func (a *app) publishCmd() *cobra.Command {
	var manifest, name, draft, check string
	var prices []string
	var blocks []uint
	var to, header, cut string
	var unlock time.Duration
	var admitted bool
	cmd := &cobra.Command{
		Use:   "publish --manifest FILE --price SERVICE=PRICE... --wallet NAME",
		Short: "Publish a dataset: its card, datatokens with prices, and its privacy budget",
		Long: `Publish a dataset. On chain: a data NFT (whose owner is the dataset's curator), one datatoken per service with a fixed price, a royalty inbox,
the digest of the manifest, and the caps of its privacy blocks, from the manifest's epsilon and delta. The node becomes an operator.

Publishing the same manifest again changes nothing, and goes on where an earlier attempt stopped.

A new dataset is open to every program: whatever runs is contained, and what leaves is differentially private. With --admitted-only it is closed from the
beginning: only programs that you admit one by one may run (stint algorithms admit). Publishing again leaves an open dataset open and a
closed one closed, unless --admitted-only or --admitted-only=false says otherwise.

--init drafts a manifest from data, for you to go over, and --check says everything that is wrong or missing in one: neither needs a node. The
manifest is stored in an envelope that the wallet signs.`,
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			ctx := cmd.Context()
			switch {
			case draft != "" && check != "" || (draft != "" || check != "") && (manifest != "" || name != "" || len(prices) > 0):
				return c2d.Refuse(c2d.BadRequest, "do one after the other", "--init drafts, --check checks and --manifest publishes")
			case draft != "":
				return a.draft(draft, to, card.Header(header))
			case check != "":
				return a.check(check)
			}
			m, err := readManifest(manifest)
			if err != nil {
				return err
			}
			v, err := a.visit(ctx)
			if err != nil {
				return err
			}
			services, err := parsePrices(prices, v.info.Currency.Decimals)
			if err != nil {
				return err
			}
			if m.Format == "tar" && slices.ContainsFunc(services, func(s chain.Service) bool { return s.Name == string(c2d.ModeQuery) }) {
				return c2d.Refuse(c2d.BadRequest, "sell isolate alone", "no statistics can be asked of archives of files")
			}
			percent, err := datatoken.ParseDecimal(cut, 2)
			if err != nil || percent.Cmp(datatoken.Units(2_000)) > 0 {
				return c2d.Refuse(c2d.BadRequest, "write --curator-cut 2.5", "%.40q is no percentage up to 20 with two decimals", cut)
			}
			if unlock < 0 || unlock%time.Second != 0 || unlock > 366*24*time.Hour {
				return c2d.Refuse(c2d.BadRequest, "write --unlock 168h", "royalties cannot unlock over %s", unlock)
			}
			curator, err := a.one(name, v.chain)
			if err != nil {
				return err
			}
			if err := v.gas(ctx, curator.Address()); err != nil {
				return err
			}
			raw, err := card.Sign(m, chain.Texts(ctx, curator.Signer()))
			if err != nil {
				return err
			}
			ref, err := web.ClientVault{Client: v.Client}.Put(ctx, bytes.NewReader(raw))
			if err != nil {
				return fmt.Errorf("store card: %w", err)
			}
			caps, err := privacy.Caps(m.Epsilon, m.Delta, privacy.DefaultOrder)
			if err != nil {
				return fmt.Errorf("make caps: %w", err)
			}
			p := chain.Publication{
				Name: m.Name, Symbol: symbol(m.Name), Manifest: ref.Digest(), URI: ref.URI(), Services: services,
				Operators: []datatoken.Address{v.info.Provider}, Open: !admitted, OpenOnce: !cmd.Flags().Changed("admitted-only"),
				Unlock: unlock, CuratorBps: uint16(percent.Big().Uint64()),
			}
			for _, b := range blocks {
				if b > math.MaxUint32 {
					return c2d.Refuse(c2d.BadRequest, "give --block a number below 2^32", "there is no privacy block %d", b)
				}
				p.Blocks = append(p.Blocks, chain.Block{Index: uint32(b), Caps: caps})
			}
			on, err := curator.Publish(ctx, p)
			if err != nil {
				return err
			}
			d, err := v.Register(ctx, on.ID)
			if err != nil {
				return err
			}
			if err := v.verifyCard(ctx, d); err != nil {
				return err
			}
			for _, s := range services {
				if t, ok := d.Token(c2d.Mode(s.Name)); ok && t.Price != s.Price {
					return c2d.Refuse(c2d.Conflict, "publish with that price, or change the name or description in the manifest to publish another dataset",
						"dataset %s is published already and sells %s for %s", d.ID, s.Name, v.money(t.Price))
				}
			}
			if !on.Open {
				a.note("The dataset is closed: only programs that you admit may run (stint algorithms admit).")
			}
			return a.show(d, d.ID.String(), func(out io.Writer) { writeDataset(out, v, d) })
		},
	}
	f := cmd.Flags()
	f.StringVar(&draft, "init", "", "file or directory of data to draft a manifest from, instead of publishing")
	f.StringVar(&to, "to", "", "with --init: file for the draft; without it, it is printed")
	f.StringVar(&header, "header", string(card.HeaderAuto), "with --init: whether the first line of a csv file names its columns: auto, yes or no")
	f.StringVar(&check, "check", "", "manifest to check, instead of publishing")
	f.StringVar(&manifest, "manifest", "", "the dataset's manifest, JSON")
	f.StringArrayVar(&prices, "price", nil, "price of one job of a service (query, isolate), such as query=5.50")
	f.StringVar(&name, "wallet", "", "the publisher's wallet")
	f.DurationVar(&unlock, "unlock", 0, "unlock royalties over this time: what comes in during one such period unlocks linearly over the next; 0s at once. Fixed with the first batch")
	f.StringVar(&cut, "curator-cut", "0", "the curator's part of royalties, in percent, at most 20. After the first batch it only falls")
	f.BoolVar(&admitted, "admitted-only", false, "let only programs run that you admit one by one, instead of every program")
	f.UintSliceVar(&blocks, "block", []uint{0}, "privacy blocks to open")
	return cmd
}

func readManifest(path string) (c2d.Manifest, error) {
	if path == "" {
		return c2d.Manifest{}, c2d.Refuse(c2d.BadRequest, "name it with --manifest; --init drafts one from data", "there is no manifest")
	}
	f, err := os.Open(path)
	if err != nil {
		return c2d.Manifest{}, fmt.Errorf("open manifest: %w", err)
	}
	defer f.Close()
	return c2d.ParseManifest(f)
}

// symbol is a ticker for a name.
func symbol(name string) string {
	up := strings.Map(func(r rune) rune {
		if r >= 'A' && r <= 'Z' || r >= '0' && r <= '9' {
			return r
		}
		return -1
	}, strings.ToUpper(name))
	return up[:min(len(up), 8)] + "S"[:max(0, 1-len(up))]
}

func parsePrices(list []string, decimals uint8) ([]chain.Service, error) {
	var out []chain.Service
	for _, p := range list {
		service, price, ok := strings.Cut(p, "=")
		amount, err := datatoken.ParseDecimal(price, decimals)
		if !ok || err != nil || amount.IsZero() {
			return nil, c2d.Refuse(c2d.BadRequest, "write --price query=5.50", "%.80q is not a service and its price", p)
		}
		if m := c2d.Mode(service); m != c2d.ModeQuery && m != c2d.ModeIsolate {
			return nil, c2d.Refuse(c2d.BadRequest, "sell query or isolate", "there is no service %.40q", service)
		}
		if slices.ContainsFunc(out, func(s chain.Service) bool { return s.Name == service }) {
			return nil, c2d.Refuse(c2d.BadRequest, "give each service one price", "service %s has two prices", service)
		}
		out = append(out, chain.Service{Name: service, Symbol: "STINT-" + strings.ToUpper(service[:1]), Price: amount})
	}
	if len(out) == 0 {
		return nil, c2d.Refuse(c2d.BadRequest, "write --price query=5 --price isolate=20", "there is no service with a price")
	}
	return out, nil
}

func (a *app) datasetsCmd() *cobra.Command {
	var croissant bool
	cmd := &cobra.Command{
		Use: "datasets [DATASET]", Short: "List the datasets a node knows, or show one", Args: cobra.MaximumNArgs(1),
		Long: `List the datasets a node knows, or show one, whose card is read and checked here: that it is the one that its address names, and that the dataset's
curator signed it. --croissant describes the dataset in JSON-LD, as Croissant 1.1, for catalogues and search engines.`,
		RunE: func(cmd *cobra.Command, args []string) error {
			if croissant && len(args) == 0 {
				return c2d.Refuse(c2d.BadRequest, "name the dataset", "--croissant describes one dataset")
			}
			if len(args) == 1 {
				v, d, err := a.dataset(cmd.Context(), args[0])
				if err != nil {
					return err
				}
				if croissant {
					return a.describe(cmd.Context(), v, d)
				}
				return a.show(d, d.ID.String(), func(out io.Writer) { writeDataset(out, v, d) })
			}
			v, err := a.look(cmd.Context())
			if err != nil {
				return err
			}
			list, err := v.Datasets(cmd.Context())
			if err != nil {
				return err
			}
			var ids []string
			for _, d := range list {
				ids = append(ids, d.ID.String())
			}
			return a.show(list, strings.Join(ids, "\n"), func(out io.Writer) {
				t := tabwriter.NewWriter(out, 0, 0, 2, ' ', 0)
				fmt.Fprintln(t, "DATASET\tNAME\tMEMBERS\tEPSILON\tSERVICES")
				for _, d := range list {
					var services []string
					for _, s := range d.Tokens {
						services = append(services, s.Service+" "+v.money(s.Price))
					}
					fmt.Fprintf(t, "%s\t%s\t%d\t%s\t%s\n", d.ID, d.Manifest.Name, d.Members(), decimal(int64(d.Manifest.Epsilon)), strings.Join(services, ", "))
				}
				t.Flush()
			})
		},
	}
	cmd.Flags().BoolVar(&croissant, "croissant", false, "describe the dataset in JSON-LD")
	return cmd
}

// writeDataset shows a dataset whose card was verified here.
func writeDataset(out io.Writer, v *visit, d c2d.Dataset) {
	fmt.Fprintf(out, "dataset  %s  %s\n", d.ID, d.Manifest.Name)
	var creators []string
	for _, c := range d.Manifest.Creators {
		creators = append(creators, c.Name)
	}
	for _, l := range []struct{ what, text string }{
		{"about", strings.Join(strings.Fields(d.Manifest.Description), " ")}, {"by", strings.Join(creators, ", ")}, {"page", d.Manifest.URL}, {"license", d.Manifest.License},
		{"cite as", strings.Join(strings.Fields(d.Manifest.CiteAs), " ")},
	} {
		if l.text != "" {
			fmt.Fprintf(out, "%-8s %s\n", l.what, l.text)
		}
	}
	fmt.Fprintf(out, "curator  %s\n", d.Curator)
	fmt.Fprintf(out, "privacy  ε %s per %s, δ %s\n", decimal(int64(d.Manifest.Epsilon)), d.Manifest.Unit, delta(d.Manifest.Delta))
	fmt.Fprintf(out, "members  %d in %d batches\n", d.Members(), len(d.Batches))
	for _, t := range d.Tokens {
		fmt.Fprintf(out, "service  %-8s %s for one job, datatoken %s\n", t.Service, v.money(t.Price), t.Address)
	}
	if n := len(d.Manifest.Recovery); n > 0 {
		fmt.Fprintf(out, "recovery %d keys of others than the node can open shards\n", n)
	}
	fmt.Fprintf(out, "card     %s, signed by the curator\n", d.ManifestRef.CID)
}

func address(s string) (datatoken.Address, error) {
	a, err := datatoken.ParseAddress(s)
	if err != nil {
		return a, c2d.Refuse(c2d.BadRequest, "stint datasets lists datasets", "%.80q is not the address of a dataset", s)
	}
	return a, nil
}

func job(s string) (datatoken.Hash, error) {
	h, err := datatoken.ParseHash(s)
	if err != nil {
		return h, c2d.Refuse(c2d.BadRequest, "stint jobs lists jobs", "%.80q is not the ID of a job", s)
	}
	return h, nil
}

// decimal writes millionths as a number without needless zeros.
func decimal(micros int64) string {
	sign := ""
	if micros < 0 {
		sign, micros = "-", -micros
	}
	return sign + datatoken.Units(uint64(micros)).Format(6)
}

// delta writes δ, which is in units of 1e-12.
func delta(d privacy.Delta) string { return fmt.Sprintf("%.3g", float64(d)*1e-12) }

// epsilon writes an ε, which may have no bound.
func epsilon(e privacy.Micros) string {
	if e == privacy.Infinite {
		return "∞"
	}
	return decimal(int64(e))
}
