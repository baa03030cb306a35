package index_test

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"os"
	"os/exec"
	"strings"
	"testing"

	"github.com/ethereum/go-ethereum/ethclient"
	"github.com/stintdao/stint/datatoken/index"
)

// childEnv makes a process of this test binary a child: what to do, the index's path, the node's URL.
const childEnv = "STINT_INDEX_CHILD"

func TestMain(m *testing.M) {
	if what := strings.Split(os.Getenv(childEnv), "\n"); len(what) == 3 {
		if err := live(what[0], what[1], what[2]); err != nil {
			fmt.Println(err)
		}
		return
	}
	os.Exit(m.Run())
}

// live is the life of a child: it opens an index, and with "sync" goes on to read.
func live(what, path, url string) error {
	ctx := context.Background()
	if what == "open" {
		x, err := index.Open(path, config(newFake()))
		if err != nil {
			return err
		}
		return x.Close()
	}
	node, err := ethclient.Dial(url)
	if err != nil {
		return err
	}
	x, err := index.Open(path, simConfig(node))
	if err != nil {
		return err
	}
	fmt.Println("open")
	if err := x.Sync(ctx); err != nil {
		return err
	}
	fmt.Println("done")
	return x.Close()
}

type process struct {
	t   testing.TB
	cmd *exec.Cmd
	out *bufio.Reader
}

func child(t testing.TB, what, path, url string) process {
	t.Helper()
	cmd := exec.Command(os.Args[0])
	cmd.Env = append(os.Environ(), childEnv+"="+what+"\n"+path+"\n"+url)
	cmd.Stderr = os.Stderr
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	return process{t, cmd, bufio.NewReader(out)}
}

// wait returns what the child said.
func (p process) wait() string {
	p.t.Helper()
	b, err := io.ReadAll(p.out)
	if err != nil {
		p.t.Fatal(err)
	}
	_ = p.cmd.Wait() // one that was killed has no other end
	return string(b)
}
