package main

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"
	"path/filepath"
	"strings"
	"syscall"

	"github.com/spf13/cobra"
	"golang.org/x/term"

	"github.com/stintdao/stint/c2d"
	"github.com/stintdao/stint/datatoken"
	"github.com/stintdao/stint/datatoken/chain"
)

// passphraseFile is --passphrase-file.
var passphraseFile string

// shortest is how many bytes a new passphrase has at least.
const shortest = 8

// ask gets a passphrase, from a file or from whoever sits at the terminal. For a new one it asks twice, and refuses what is too short.
func ask(words string, fresh bool) (string, error) {
	file := passphraseFile
	if file == "" {
		file = os.Getenv("STINT_PASSPHRASE_FILE")
	}
	var p string
	var err error
	if file != "" {
		p, err = firstLine(file)
	} else {
		p, err = askTerminal(words, fresh)
	}
	if err != nil {
		return "", err
	}
	if p == "" || fresh && len(p) < shortest {
		return "", c2d.Refuse(c2d.BadRequest, "choose a longer one", "a passphrase has %d characters at least", shortest)
	}
	return p, nil
}

// firstLine reads the first line of a file that not everybody may read. Secrets that a cluster mounts are often for a group.
func firstLine(file string) (string, error) {
	info, err := os.Stat(file)
	if err != nil {
		return "", fmt.Errorf("read passphrase: %w", err)
	}
	if info.Mode().Perm()&0o007 != 0 {
		return "", fmt.Errorf("read passphrase %s: everybody may read it (mode %#o): %w", file, info.Mode().Perm(), os.ErrPermission)
	}
	b, err := os.ReadFile(file)
	if err != nil {
		return "", fmt.Errorf("read passphrase: %w", err)
	}
	line, _, _ := strings.Cut(string(b), "\n")
	return strings.TrimSuffix(line, "\r"), nil
}

// askTerminal asks on the terminal, without an echo, whatever standard input and output are.
func askTerminal(words string, twice bool) (string, error) {
	tty, err := os.OpenFile("/dev/tty", os.O_RDWR, 0)
	if err != nil {
		return "", c2d.Refuse(c2d.BadRequest, "give --passphrase-file or STINT_PASSPHRASE_FILE", "a passphrase is needed, and there is no terminal to ask on")
	}
	defer tty.Close()
	p, err := hidden(tty, words)
	if err != nil || !twice {
		return p, err
	}
	again, err := hidden(tty, "The same again")
	if err != nil {
		return "", err
	}
	if again != p {
		return "", c2d.Refuse(c2d.BadRequest, "try again", "these are two passphrases")
	}
	return p, nil
}

// hidden reads a line without an echo. Whoever interrupts it gets a terminal that echoes.
func hidden(tty *os.File, words string) (string, error) {
	was, err := term.GetState(int(tty.Fd()))
	if err != nil {
		return "", fmt.Errorf("ask for passphrase: %w", err)
	}
	stop := make(chan os.Signal, 1)
	signal.Notify(stop, os.Interrupt, syscall.SIGTERM)
	defer signal.Stop(stop)
	fmt.Fprintf(tty, "%s: ", words)
	type line struct {
		text []byte
		err  error
	}
	read := make(chan line, 1)
	go func() {
		text, err := term.ReadPassword(int(tty.Fd()))
		read <- line{text, err}
	}()
	select {
	case l := <-read:
		fmt.Fprintln(tty)
		if l.err != nil && !errors.Is(l.err, io.EOF) {
			return "", fmt.Errorf("ask for passphrase: %w", l.err)
		}
		return string(l.text), nil
	case <-stop:
		fmt.Fprintln(tty)
		if err := term.Restore(int(tty.Fd()), was); err != nil {
			return "", fmt.Errorf("ask for passphrase: %w", err)
		}
		return "", c2d.Refuse(c2d.Unavailable, "run the command again", "interrupted")
	}
}

func (a *app) walletImportCmd() *cobra.Command {
	var plain, light bool
	cmd := &cobra.Command{
		Use: "import FILE|- NAME", Short: "Make a wallet of a key from elsewhere: a keystore, or 64 hexadecimal digits", Args: exactly(2, "a file, or - for standard input, and a wallet's name"),
		Long: `Make a wallet of a key from elsewhere: a keystore (version 3), or 64 hexadecimal digits. It is kept as a keystore; one that is imported keeps its passphrase.`,
		RunE: func(cmd *cobra.Command, args []string) error {
			if err := a.vacant(args[1]); err != nil {
				return err
			}
			raw, err := readImport(args[0], cmd.InOrStdin())
			if err != nil {
				return err
			}
			w := wallet{name: args[1], count: 1, kind: kindKeystore}
			if plain {
				w.kind = kindPlain
			}
			if !chain.IsKeystore(raw) {
				if w.seed, err = chain.ParseWallet(string(raw)); err != nil {
					return fmt.Errorf("import wallet: %w", err)
				}
				return a.keep(w, light, "Passphrase of the new wallet "+w.name)
			}
			passphrase, err := ask("Passphrase of "+args[0], false)
			if err == nil {
				w.seed, err = chain.OpenKeystore(raw, passphrase)
			}
			if errors.Is(err, chain.ErrPassphrase) {
				return c2d.Refuse(c2d.NotAuthorized, "try again", "this passphrase does not open %s", args[0])
			}
			if err != nil {
				return fmt.Errorf("import wallet: %w", err)
			}
			if plain {
				return a.keep(w, light, "")
			}
			w.first = w.seed.Address()
			if err := chain.SaveKeystore(a.walletPath(w.name), w.seed, passphrase, effort(light)); err != nil {
				return fmt.Errorf("import wallet: %w", err)
			}
			return a.show(w.view(), w.first.String(), func(out io.Writer) { writeWallets(out, []wallet{w}) })
		},
	}
	cmd.Flags().BoolVar(&plain, "plain", false, "keep the key in the clear, for a development chain")
	lightFlag(cmd, &light)
	return cmd
}

const maxImport = 1 << 16

func readImport(file string, in io.Reader) ([]byte, error) {
	if file != "-" {
		f, err := os.Open(file)
		if err != nil {
			return nil, fmt.Errorf("import wallet: %w", err)
		}
		defer f.Close()
		in = f
	}
	b, err := io.ReadAll(io.LimitReader(in, maxImport))
	if err != nil {
		return nil, fmt.Errorf("import wallet: %w", err)
	}
	return bytes.TrimSpace(b), nil
}

func (a *app) walletExportCmd() *cobra.Command {
	var file string
	var index int
	var light bool
	cmd := &cobra.Command{
		Use: "export NAME --keystore FILE", Short: "Write a wallet's key as a keystore, for another program or machine", Args: exactly(1, "a wallet's name"),
		Long: `Write a wallet's key as a keystore (version 3) with a passphrase of its own, which Ethereum's other programs open. Of a set it is the key of one person.`,
		RunE: func(cmd *cobra.Command, args []string) error {
			if file == "" {
				return c2d.Refuse(c2d.BadRequest, "give --keystore", "name the file to write")
			}
			w, err := a.wallet(args[0])
			if err != nil {
				return err
			}
			if w.count > 1 && !cmd.Flags().Changed("index") || index < 0 || index >= w.count {
				return c2d.Refuse(c2d.BadRequest, "give --index below the number of people", "wallet %s is %d people: a keystore is one person's", w.name, w.count)
			}
			passphrase, err := ask("Passphrase of the keystore "+filepath.Base(file), true)
			if err != nil {
				return err
			}
			k := w.key(index)
			err = chain.SaveKeystore(file, k, passphrase, effort(light))
			if errors.Is(err, os.ErrExist) {
				return c2d.Refuse(c2d.Conflict, "choose another name", "there is a file %s already", file)
			}
			if err != nil {
				return fmt.Errorf("export wallet %s: %w", w.name, err)
			}
			return a.show(map[string]any{"address": k.Address(), "file": file}, k.Address().String(), func(out io.Writer) {
				fmt.Fprintf(out, "%s is in %s\n", k.Address(), file)
			})
		},
	}
	f := cmd.Flags()
	f.StringVar(&file, "keystore", "", "file to write")
	f.IntVar(&index, "index", 0, "which person of a set")
	lightFlag(cmd, &light)
	return cmd
}

func (a *app) walletExternalCmd() *cobra.Command {
	var address, command string
	cmd := &cobra.Command{
		Use: "external NAME --address 0x... --command 'PROGRAM ARGUMENTS'", Short: "Make a wallet whose key is elsewhere: a program signs", Args: exactly(1, "a wallet's name"),
		Long: `Make a wallet whose key is in a key service or a device: whenever a signature is needed, a program is run. It reads one JSON document,

  {"address":"0x…","digest":"0x…", and what the digest is of: "transaction":"0x…" (EIP-2718) | "typedData":{…} (EIP-712) | "text":"0x…" (EIP-191)}

and writes one, {"signature":"0x…"}: r, s and v, or r and s, or both in DER. A signature of another key is refused. The command is split at spaces; put what needs more
into a script.`,
		RunE: func(_ *cobra.Command, args []string) error {
			if err := a.vacant(args[0]); err != nil {
				return err
			}
			who, err := datatoken.ParseAddress(address)
			if err != nil {
				return c2d.Refuse(c2d.BadRequest, "give --address 0x and 40 hexadecimal digits", "%.60q is no address", address)
			}
			w := wallet{name: args[0], count: 1, kind: kindExternal, first: who, program: chain.External{Address: who, Command: strings.Fields(command)}}
			if _, err := w.signer(0); err != nil {
				return c2d.Refuse(c2d.BadRequest, "give --command and an address", "a wallet of this kind is an address and a program")
			}
			// A kill may have left the other file of a set behind.
			if err := os.Remove(a.walletPath(w.name) + ".set"); err != nil && !errors.Is(err, os.ErrNotExist) {
				return fmt.Errorf("make wallet: %w", err)
			}
			if err := chain.SaveExternal(a.walletPath(w.name), w.program); err != nil {
				return fmt.Errorf("make wallet: %w", err)
			}
			return a.show(w.view(), w.first.String(), func(out io.Writer) { writeWallets(out, []wallet{w}) })
		},
	}
	f := cmd.Flags()
	f.StringVar(&address, "address", "", "the account that the program signs for")
	f.StringVar(&command, "command", "", "the program and its arguments")
	return cmd
}
