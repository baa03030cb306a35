package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"github.com/spf13/cobra"

	"github.com/stintdao/stint/c2d"
	"github.com/stintdao/stint/c2d/card"
	"github.com/stintdao/stint/c2d/web"
	"github.com/stintdao/stint/datatoken/chain"
)

// draft makes a manifest from data, and says what it gives away.
func (a *app) draft(path, to string, header card.Header) error {
	if header != card.HeaderAuto && header != card.HeaderYes && header != card.HeaderNo {
		return c2d.Refuse(c2d.BadRequest, "give --header auto, yes or no", "%.40q does not say whether there is a header", string(header))
	}
	data, files, err := dataFiles(path)
	if err != nil {
		return err
	}
	full, err := filepath.Abs(path)
	if err != nil {
		return fmt.Errorf("name the dataset: %w", err)
	}
	name := strings.TrimSuffix(filepath.Base(full), filepath.Ext(full))
	d, err := card.Draft(data, files, name, header)
	if err != nil {
		return err
	}
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	e.SetIndent("", "  ")
	if err := e.Encode(d.Manifest); err != nil {
		return fmt.Errorf("write draft: %w", err)
	}
	if err := a.write(to, func(w io.Writer) error { _, err := w.Write(b.Bytes()); return err }); err != nil {
		return err
	}
	if len(d.Reveals) > 0 {
		a.note("A manifest is public, and this draft was made from the data: no privacy budget pays for what it shows.\nReplace with what everybody knows already, or may know:")
		for _, r := range d.Reveals {
			a.note("  %s", r)
		}
	}
	a.note("For you alone, who has the data:")
	for _, n := range d.Notes {
		a.note("  %s", n)
	}
	if to == "" {
		to = "FILE"
	}
	a.note("Then: stint publish --check %s", to)
	return nil
}

// dataFiles lists a file, or the files of a directory whose names do not begin with a dot.
func dataFiles(path string) (fs.FS, []string, error) {
	info, err := os.Stat(path)
	if err != nil {
		return nil, nil, fmt.Errorf("read data: %w", err)
	}
	if !info.IsDir() {
		return os.DirFS(filepath.Dir(path)), []string{filepath.Base(path)}, nil
	}
	root := os.DirFS(path)
	var files []string
	err = fs.WalkDir(root, ".", func(name string, d fs.DirEntry, err error) error {
		switch hidden := name != "." && strings.HasPrefix(d.Name(), "."); {
		case err != nil:
			return err
		case hidden && d.IsDir():
			return fs.SkipDir
		case !hidden && d.Type().IsRegular():
			files = append(files, name)
		}
		return nil
	})
	if err != nil {
		return nil, nil, fmt.Errorf("read data: %w", err)
	}
	return root, files, nil
}

// check says everything that is wrong or missing in a manifest.
func (a *app) check(path string) error {
	f, err := os.Open(path)
	if err != nil {
		return fmt.Errorf("open manifest: %w", err)
	}
	defer f.Close()
	b, err := io.ReadAll(io.LimitReader(f, c2d.MaxManifest+1))
	if err != nil {
		return fmt.Errorf("read manifest: %w", err)
	}
	_, flaws := card.Review(b)
	err = a.show(append([]c2d.Flaw{}, flaws...), "", func(out io.Writer) {
		for _, f := range flaws {
			kind := "error"
			if f.Advice {
				kind = "advice"
			}
			fmt.Fprintf(out, "%-7s %s\n        %s\n", kind, f, f.Next)
		}
	})
	if err != nil {
		return err
	}
	if n := card.Errors(flaws); n > 0 {
		return c2d.Refuse(c2d.BadRequest, "correct what is called an error, and check again", "%s cannot be published: errors: %d", path, n)
	}
	a.note("%s can be published.", path)
	return nil
}

// dataset asks the node for a dataset, and checks its card.
func (a *app) dataset(ctx context.Context, text string) (*visit, c2d.Dataset, error) {
	id, err := address(text)
	if err != nil {
		return nil, c2d.Dataset{}, err
	}
	v, err := a.look(ctx)
	if err != nil {
		return nil, c2d.Dataset{}, err
	}
	d, err := v.Dataset(ctx, id)
	if err != nil {
		return nil, c2d.Dataset{}, err
	}
	return v, d, v.verifyCard(ctx, d)
}

// verifyCard checks that a dataset's card is what the node says it is, and signed by the curator. Bytes are checked against the address, which is on chain.
func (v *visit) verifyCard(ctx context.Context, d c2d.Dataset) error {
	o, err := web.ClientVault{Client: v.Client}.Open(ctx, d.ManifestRef)
	if err != nil {
		return fmt.Errorf("open card: %w", err)
	}
	defer o.Close()
	c, err := card.Open(io.NewSectionReader(o, 0, o.Size()), chain.RecoverText)
	switch {
	case errors.Is(err, card.ErrCard):
		return c2d.Refuse(c2d.VerificationFailed, "tell the dataset's curator", "%v", err)
	case err != nil:
		return err
	case !c.SignedBy(d.Curator):
		return c2d.Refuse(c2d.VerificationFailed, "do not rely on this dataset", "the card is signed by %s, not by the curator, %s", c.Signers[0], d.Curator)
	case !bytes.Equal(c.Manifest.Canonical(), d.Manifest.Canonical()):
		return c2d.Refuse(c2d.VerificationFailed, "do not trust this node", "the node shows another manifest than the card that is signed")
	}
	return nil
}

// describe prints a dataset's description, made here.
func (a *app) describe(ctx context.Context, v *visit, d c2d.Dataset) error {
	p := card.Place{Contracts: v.info.Contracts, Symbol: v.info.Currency.Symbol, Decimals: v.info.Currency.Decimals}
	var err error
	if p.Sums, err = card.Sums(ctx, web.ClientVault{Client: v.Client}, d); err != nil {
		return err
	}
	b, err := card.Croissant(d, p)
	if err != nil {
		return err
	}
	_, err = a.out.Write(b)
	return err
}

func (a *app) mockCmd() *cobra.Command {
	var manifest, to string
	var rows int
	var seed uint64
	cmd := &cobra.Command{
		Use:   "mock {DATASET | --manifest FILE} --rows N",
		Short: "Make up records that look like a dataset's, to try a program on",
		Long: `Make up records from a dataset's public manifest alone: numbers within the declared bounds, declared values, by declared weights. No data is read, so
none is in them, and nothing can be learned from them; they are for trying a program before paying for a job. The same seed makes the same records.

They are in the dataset's format; for Parquet, in csv, with the manifest's columns in order.`,
		Args: cobra.MaximumNArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			if (manifest == "") != (len(args) == 1) {
				return c2d.Refuse(c2d.BadRequest, "name one of them", "made-up records are of a dataset or of a manifest")
			}
			var m c2d.Manifest
			if manifest != "" {
				var err error
				if m, err = readManifest(manifest); err != nil {
					return err
				}
			} else {
				_, d, err := a.dataset(cmd.Context(), args[0])
				if err != nil {
					return err
				}
				m = d.Manifest
			}
			if m.Format == "parquet" {
				if strings.EqualFold(filepath.Ext(to), ".parquet") {
					return c2d.Refuse(c2d.BadRequest, "write csv with --to FILE.csv, and convert it", "made-up records cannot be written in Parquet")
				}
				a.note("The dataset's records are in Parquet; these are in csv, in the order of its columns.")
			}
			return a.write(to, func(w io.Writer) error { return card.Mock(w, m, rows, seed) })
		},
	}
	f := cmd.Flags()
	f.StringVar(&manifest, "manifest", "", "make them up from this manifest, without a node")
	f.IntVar(&rows, "rows", 100, "how many records, or files of each kind")
	f.Uint64Var(&seed, "seed", 1, "other records for another seed")
	f.StringVar(&to, "to", "", "file for the records; without it, they are printed")
	return cmd
}

// write makes a new file, or prints. A file that is there may be somebody's data, or work of an hour, and is not replaced.
func (a *app) write(path string, body func(io.Writer) error) error {
	if path == "" {
		return body(a.out)
	}
	f, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o644)
	if errors.Is(err, os.ErrExist) {
		return c2d.Refuse(c2d.Conflict, "choose another name, or take the file away", "%s is there already", path)
	}
	if err != nil {
		return fmt.Errorf("make %s: %w", path, err)
	}
	err = body(f)
	if e := f.Close(); err == nil && e != nil {
		err = fmt.Errorf("write %s: %w", path, e)
	}
	if err != nil {
		os.Remove(path)
	}
	return err
}
