package main

import (
	"bytes"
	"crypto/sha256"
	"os"
	"strconv"
	"syscall"
)

// Where a cell says that things are.
var shardPath, paramsPath, updatePath = os.Getenv("STINT_SHARD"), os.Getenv("STINT_PARAMS"), os.Getenv("STINT_UPDATE")

func main() {
	if len(os.Args) == 2 && os.Args[1] == "-list" {
		for _, a := range attacks {
			os.Stdout.WriteString(a.name + "\n")
		}
		return
	}
	if shardPath == "" || !filtered() {
		os.Stderr.WriteString("hostile: not in a cell\n")
		os.Exit(2)
	}
	shard, err := os.ReadFile(shardPath)
	if err != nil {
		os.Exit(1)
	}
	size, err := strconv.Atoi(os.Getenv("STINT_SIZE"))
	if err != nil {
		os.Exit(1)
	}
	a := choose(shard)
	out := a.try(shard, size)
	if out == nil {
		out = make([]byte, size)
	}
	// What an attack found out goes where a trainer could hope to see it.
	if err := os.WriteFile(updatePath, out, 0o600); err != nil {
		os.Exit(1)
	}
}

// filtered reports whether a seccomp filter is on this process. Outside of a cell there is mostly none.
func filtered() bool {
	const getSeccomp, filter = 21, 2
	mode, _, errno := syscall.RawSyscall(syscall.SYS_PRCTL, getSeccomp, 0, 0)
	return errno == 0 && mode == filter
}

// choose picks the attack that the shard names, or else one by its hash.
func choose(shard []byte) attack {
	for line := range bytes.Lines(shard) {
		name, ok := bytes.CutPrefix(bytes.TrimSpace(line), []byte("attack "))
		if !ok {
			continue
		}
		for _, a := range attacks {
			if a.name == string(name) {
				return a
			}
		}
	}
	sum := sha256.Sum256(shard)
	return attacks[int(sum[0])%len(attacks)]
}
