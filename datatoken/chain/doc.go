// Package chain speaks to the contracts: it reads what they hold, signs and sends what changes them, and proves what they said.
//
// It promises that one Sender owns the nonces and fees of its key and sends one transaction at a time; that a call the contract would
// refuse is refused before gas is spent, with an error that says why; that everything a provider does to a job can be repeated and then
// returns the evidence of the first time; and that a Snapshot, verified against one block hash, cannot omit or change an event of the
// contracts unnoticed.
//
// It does not protect against the node it reads from, whose word is taken for what is on the chain: only a Snapshot verified against a
// block hash from elsewhere is proof. It takes an effect as final when its transaction is in a block, which a reorganisation of a
// public chain can undo; wait for a safe head before acting on one where that matters. Wallet files are for development chains: the
// key in them is not encrypted.
//
// This package does not know about jobs' stages, the meaning of privacy loss (it carries 16 numbers), or where data is stored.
package chain
