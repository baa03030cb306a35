// Package local is the body of one machine: jobs, datasets and rounds in one file, runs in goroutines that drive the enclosure, the chain
// behind the needs the engine declares, and the loop that advances jobs until they are settled.
//
// It promises that what it acknowledged is on disk: kill -9 at any moment loses nothing, repeats no noise and charges nothing twice. It
// does not protect against whoever owns the machine: plain records are in memory while a round runs, and the provider's key is a file.
//
// This package does not know about HTTP, flags, or any rule of a job's life: those are c2d's.
package local
