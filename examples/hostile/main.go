package main

import (
	"bytes"
	"crypto/sha256"
	"os"
	"strconv"
)

const (
	shardPath  = "/stint/shard/data"
	updatePath = "/stint/out/update"
)

func main() {
	if len(os.Args) == 2 && os.Args[1] == "-list" {
		for _, a := range attacks {
			os.Stdout.WriteString(a.name + "\n")
		}
		return
	}
	if os.Getpid() != 1 || os.Getenv("STINT_SHARD") != shardPath {
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
