// Package enclosure is the one place where contributors' data is readable: it runs a job's plan over opened shards and lets out
// nothing but what the plan declared, with the noise the plan paid for.
//
// The conductor, here, is the trusted side. It fetches ciphertexts, has the wall proven closed (Probe) before it asks for a key,
// opens shards in memory, drives cells (package cell, the untrusted side), clips and sums what they return, adds noise, and
// stores each round before anybody can see it. A query job needs no cell: its statistics are computed here. Cells are children of this
// process (Local) or in places of their own (Remote); where somebody else holds the keys (Seal), that one judges the proof, which
// then includes the network around each cell, and no program is loaded before.
//
// It promises, for any program, even a hostile one that is different every round:
//   - One contributor moves what leaves by no more than the plan says. All shards of a contributor are one: they are given to the
//     program together, once a round. A program that fails in whatever way counts as zeros for that contributor and nobody can tell.
//   - Time says nothing. Shard k of a round starts at a time fixed by public numbers, and a round always lasts as long as all
//     its slots (Schedule).
//   - Lost cells say nothing. When a cell, its reserve, or the place they live in is gone, shards count as zeros, on the schedule, until there is
//     another cell, which is proven closed before it gets one, as the first were. A run ends because of that only when a lane had no cell in
//     a whole round, nor could have had one for a quarter of an hour: no program can keep one away for that long.
//   - A round is charged before its first byte is read (Rounds.Begin), and what it gave is stored before it is used
//     (Rounds.Finish). After a crash the conductor goes on behind the last stored round; a round that was begun and not stored
//     gave nothing to anybody, and runs again under the same charge. Noise of a stored round is never drawn again.
//   - Nothing a program prints, its exit code, its failures and their number leave this package.
//
// What it does NOT protect against: whoever owns the machine, who can read its memory; what package cell says it does not
// protect against, above all channels through shared hardware between programs that run at the same moment (one lane has none);
// a contributor who seals nonsense, which is refused as DataUnavailable if it does not open, and is one more row of noise if it
// does.
//
// This package does not know about money, budgets, Kubernetes, HTTP or the chain.
package enclosure
