// Numbers takes as many process numbers as its shard has bytes, by threads that end, and gives its own number as the update.
package main

import (
	"encoding/binary"
	"os"
	"runtime"
	"sync"
)

func main() {
	shard, err := os.ReadFile(os.Getenv("STINT_SHARD"))
	if err != nil {
		os.Exit(1)
	}
	os.WriteFile(os.Getenv("STINT_UPDATE"), binary.LittleEndian.AppendUint32(nil, uint32(os.Getpid())), 0o600)
	for range shard {
		var done sync.WaitGroup
		done.Go(runtime.LockOSThread) // a thread that ends locked is not used again
		done.Wait()
	}
}
