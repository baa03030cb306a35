package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"
	"text/tabwriter"

	"github.com/spf13/cobra"

	"github.com/stintdao/stint/c2d"
	"github.com/stintdao/stint/datatoken"
	"github.com/stintdao/stint/datatoken/chain"
	"github.com/stintdao/stint/storage"
)

func (a *app) algorithmsCmd() *cobra.Command {
	cmd := &cobra.Command{
		Use: "algorithms DATASET", Short: "Which programs a dataset admits; its curator admits and revokes them", Args: exactly(1, "a dataset"),
		Long: `Which programs a dataset admits: every one while it is open, else those on its list. Whatever runs is contained, and what leaves is differentially
private. A closed dataset is for curators who want to have read a program before it meets their contributors' records. A program that
governance has banned runs nowhere. Statistics (mode query) are the platform's own, and need no admission.

The list goes by digests, so a program that changes by a byte is another one. Wherever a command takes a PROGRAM, it is one of

  0x…       the digest that stint quote names
  a file    an executable file, as a job file names it
  JOBFILE   a job file, for the program or the image and command in it`,
		RunE: func(cmd *cobra.Command, args []string) error {
			id, err := address(args[0])
			if err != nil {
				return err
			}
			v, err := a.visit(cmd.Context())
			if err != nil {
				return err
			}
			list, err := v.chain.Algorithms(cmd.Context(), id)
			if err != nil {
				return err
			}
			var ids []string
			for _, x := range list.List {
				ids = append(ids, x.Digest.String())
			}
			return a.show(list, strings.Join(ids, "\n"), func(out io.Writer) { writeAlgorithms(out, list) })
		},
	}
	cmd.AddCommand(
		a.programCmd("admit", "Put a program on a dataset's list", "", " is admitted", a.admit),
		a.programCmd("revoke", "Take a program off a dataset's list",
			"Take a program off a dataset's list. No new job with it is taken. Jobs that were accepted before go on to their end.", " is not admitted",
			func(ctx context.Context, curator *chain.Sender, dataset datatoken.Address, digest datatoken.Hash) (datatoken.Evidence, error) {
				return curator.RevokeAlgorithm(ctx, dataset, digest)
			}),
		a.openCmd("open", "Let every program run on a dataset, listed or not, unless governance has banned it", true),
		a.openCmd("close", "Let only programs run on a dataset that are on its list", false))
	return cmd
}

func writeAlgorithms(out io.Writer, a chain.Algorithms) {
	switch {
	case a.Open:
		fmt.Fprintln(out, "open: every program may run, listed or not")
	case len(a.List) == 0:
		fmt.Fprintln(out, "closed: no program may run until the curator admits one")
	default:
		fmt.Fprintln(out, "closed: only these programs may run")
	}
	fmt.Fprintf(out, "curator  %s\n", a.Curator)
	if len(a.List) == 0 {
		return
	}
	t := tabwriter.NewWriter(out, 0, 0, 2, ' ', 0)
	fmt.Fprintln(t, "DIGEST\tSINCE BLOCK\tTRANSACTION\tBANNED")
	for _, x := range a.List {
		banned := ""
		if x.Banned {
			banned = "by governance"
		}
		fmt.Fprintf(t, "%s\t%d\t%s\t%s\n", x.Digest, x.Since.Block, x.Since.Tx, banned)
	}
	t.Flush()
}

// decision is what a curator decided about programs, in machine output.
type decision struct {
	Dataset  datatoken.Address   `json:"dataset"`
	Digest   *datatoken.Hash     `json:"digest,omitempty"`   // of the program, where it is about one
	Evidence *datatoken.Evidence `json:"evidence,omitempty"` // nothing where it was so already
}

// decide shows what a curator decided, in these words.
func (a *app) decide(d decision, ev datatoken.Evidence, words string) error {
	id := d.Dataset.String()
	if d.Digest != nil {
		id = d.Digest.String()
	}
	if !ev.Tx.IsZero() {
		d.Evidence = &ev
	}
	return a.show(d, id, func(out io.Writer) {
		if d.Evidence == nil {
			fmt.Fprintf(out, "%s already\n", words)
			return
		}
		fmt.Fprintf(out, "%s, in transaction %s\n", words, ev.Tx)
	})
}

// programCmd is what a curator decides about one program.
func (a *app) programCmd(verb, short, long, words string, do func(context.Context, *chain.Sender, datatoken.Address, datatoken.Hash) (datatoken.Evidence, error)) *cobra.Command {
	var name string
	cmd := &cobra.Command{
		Use: verb + " DATASET PROGRAM --wallet NAME", Short: short, Long: long, Args: exactly(2, "a dataset, and a program's digest or file"),
		RunE: func(cmd *cobra.Command, args []string) error {
			ctx := cmd.Context()
			digest, err := algorithm(args[0], args[1])
			if err != nil {
				return err
			}
			list, curator, err := a.curator(ctx, args[0], name)
			if err != nil {
				return err
			}
			ev, err := do(ctx, curator, list.Dataset, digest)
			if err != nil {
				return err
			}
			if list.Open {
				a.note("The dataset is open: every program may run on it, listed or not (stint algorithms close).")
			}
			return a.decide(decision{Dataset: list.Dataset, Digest: &digest}, ev, digest.String()+words)
		},
	}
	cmd.Flags().StringVar(&name, "wallet", "", "the curator's wallet")
	return cmd
}

func (a *app) admit(ctx context.Context, curator *chain.Sender, dataset datatoken.Address, digest datatoken.Hash) (datatoken.Evidence, error) {
	ev, err := curator.AdmitAlgorithm(ctx, dataset, digest, 0)
	if err != nil {
		return ev, err
	}
	if now, err := curator.Algorithms(ctx, dataset); err == nil {
		if x, _ := now.Listed(digest); x.Banned {
			a.note("Governance has banned this program: it runs nowhere, whoever admits it.")
		}
	}
	return ev, nil
}

func (a *app) openCmd(verb, short string, open bool) *cobra.Command {
	var name string
	cmd := &cobra.Command{
		Use: verb + " DATASET --wallet NAME", Short: short, Args: exactly(1, "a dataset"),
		RunE: func(cmd *cobra.Command, args []string) error {
			ctx := cmd.Context()
			list, curator, err := a.curator(ctx, args[0], name)
			if err != nil {
				return err
			}
			ev, err := curator.SetOpen(ctx, list.Dataset, open)
			if err != nil {
				return err
			}
			words := "dataset " + list.Dataset.String() + " is closed to programs that are not on its list"
			if open {
				words = "dataset " + list.Dataset.String() + " is open to every program"
			}
			return a.decide(decision{Dataset: list.Dataset}, ev, words)
		},
	}
	cmd.Flags().StringVar(&name, "wallet", "", "the curator's wallet")
	return cmd
}

// curator returns what a dataset admits now, and who decides it, with gas. Anybody else is refused before anything is asked of the wallet or spent.
func (a *app) curator(ctx context.Context, dataset, name string) (chain.Algorithms, *chain.Sender, error) {
	id, err := address(dataset)
	if err != nil {
		return chain.Algorithms{}, nil, err
	}
	w, err := a.known(name)
	if err != nil {
		return chain.Algorithms{}, nil, err
	}
	v, err := a.visit(ctx)
	if err != nil {
		return chain.Algorithms{}, nil, err
	}
	list, err := v.chain.Algorithms(ctx, id)
	if err != nil {
		return list, nil, err
	}
	if w.first != list.Curator {
		return list, nil, fmt.Errorf("%s belongs to %s, not to wallet %s: %w", id, list.Curator, name, chain.ErrNotCurator)
	}
	who, err := a.one(name, v.chain)
	if err != nil {
		return list, nil, err
	}
	return list, who, v.gas(ctx, who.Address())
}

// algorithm is the digest by which a dataset knows a program: the one given, a file's as the engine takes it, or that of what a job file names.
func algorithm(dataset, program string) (datatoken.Hash, error) {
	if strings.HasPrefix(program, "0x") {
		digest, err := datatoken.ParseHash(program)
		if err != nil || digest.IsZero() {
			return digest, c2d.Refuse(c2d.BadRequest, "give 0x and 64 hexadecimal digits as stint quote names them, or the program's file", "%.80q is not the digest of a program", program)
		}
		return digest, nil
	}
	if is, err := isJobFile(program); err != nil {
		return datatoken.Hash{}, err
	} else if !is {
		return fileDigest(program)
	}
	p := prepared{dataset: dataset}
	if err := p.read(program); err != nil {
		return datatoken.Hash{}, err
	}
	i := p.file.spec().Isolate
	switch {
	case i == nil:
		return datatoken.Hash{}, c2d.Refuse(c2d.BadRequest, "statistics need no admission", "the job in %.200q has no program", program)
	case i.Image != nil:
		if err := i.Image.Check(); err != nil {
			return datatoken.Hash{}, c2d.Refuse(c2d.BadRequest, "correct the job file", "the image in %.200q cannot be admitted: %v", program, err)
		}
		return i.Algorithm(), nil
	}
	return fileDigest(p.at(p.file.Isolate.Program))
}

// isJobFile tells a job file from a program. No kernel starts what begins with a brace.
func isJobFile(path string) (bool, error) {
	f, err := os.Open(path)
	if errors.Is(err, os.ErrNotExist) {
		return false, c2d.Refuse(c2d.NotFound, "give the program's file, or its digest: 0x and 64 hexadecimal digits", "there is no program %.200q", path)
	}
	if err != nil {
		return false, fmt.Errorf("open program: %w", err)
	}
	defer f.Close()
	if s, err := f.Stat(); err != nil {
		return false, fmt.Errorf("look at program: %w", err)
	} else if !s.Mode().IsRegular() {
		return false, c2d.Refuse(c2d.BadRequest, "give the path of one executable file", "the program %.200q is not a file", path)
	}
	var begins [512]byte
	n, err := io.ReadFull(f, begins[:])
	if err != nil && !errors.Is(err, io.ErrUnexpectedEOF) && !errors.Is(err, io.EOF) {
		return false, fmt.Errorf("read program: %w", err)
	}
	return bytes.HasPrefix(bytes.TrimLeft(begins[:n], " \t\r\n"), []byte("{")), nil
}

// fileDigest is the digest of a program that is one file.
func fileDigest(path string) (datatoken.Hash, error) {
	f, err := os.Open(path)
	if err != nil {
		return datatoken.Hash{}, fmt.Errorf("open program: %w", err)
	}
	defer f.Close()
	ref, err := storage.RefOf(f)
	if err != nil {
		return datatoken.Hash{}, fmt.Errorf("read program: %w", err)
	}
	return c2d.Isolate{Program: ref}.Algorithm(), nil
}
