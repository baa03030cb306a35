// Together is a program whose processes take memory, each of them less than it may have, all of them more. Its shard is a word for how, a
// number of processes, and mebibytes for each. If it may live for long it gives an update of ones.
package main

import (
	"encoding/binary"
	"fmt"
	"math"
	"os"
	"strconv"
	"syscall"
	"time"
)

func main() {
	shard, err := os.ReadFile(os.Getenv("STINT_SHARD"))
	if err != nil {
		os.Exit(1)
	}
	var how string
	var processes, mebibytes int
	if _, err := fmt.Sscan(string(shard), &how, &processes, &mebibytes); err != nil {
		os.Exit(1)
	}
	size := uintptr(mebibytes) << 20
	live := 300 * time.Millisecond
	if processes > 10 { // on a busy machine it takes a while to take too much
		live = 10 * time.Second
	}
	switch how {
	case "beside": // children of the first process
		for range processes {
			if fork() == 0 {
				take(size, 0)
				rest()
			}
		}
	case "beneath", "abandoned": // each the child of the one before; the first may be gone at once
		if fork() == 0 {
			for range processes {
				if fork() != 0 {
					take(size, 0)
					rest()
				}
			}
			rest()
		}
		if how == "abandoned" {
			live = 0
		}
	case "inherited": // memory that was shared, until each writes to it
		at := take(size, 0)
		for range processes {
			if fork() == 0 {
				touch(at, size)
				rest()
			}
		}
	case "huge": // in pages as large as there are
		for range processes {
			if fork() == 0 {
				take(size, syscall.MADV_HUGEPAGE)
				rest()
			}
		}
	case "tables": // nothing but page tables
		for range processes {
			if fork() == 0 {
				for at := reserve(size << 9); size > 0; size -= 4096 {
					_ = *(*byte)(pointer(at))
					at += 2 << 20
				}
				rest()
			}
		}
	}
	time.Sleep(live)
	n, _ := strconv.Atoi(os.Getenv("STINT_SIZE"))
	var update []byte
	for len(update) < n {
		update = binary.LittleEndian.AppendUint32(update, math.Float32bits(1))
	}
	os.WriteFile(os.Getenv("STINT_UPDATE"), update, 0o600)
}
