// Package chain speaks to the contracts: it reads what they hold, signs and sends what changes them, and proves what they said.
//
// It promises that the Senders of an account in one process own its nonces and fees and send one transaction at a time; that with a
// durable outbox what has a key happens once, whatever dies in between; that an effect is reported once it is as deep in the chain as its
// policy wants, and what a reorganisation undid before that is done again; that a call the contract would refuse is refused before gas is spent, with an error that says why; that everything a provider does to a job can be repeated and then
// returns the evidence of the first time; and that a Snapshot, verified against one block hash, cannot omit or change an event of the
// contracts unnoticed.
//
// It does not protect against the node it reads from, whose word is taken for what is on the chain: only a Snapshot verified against a
// block hash from elsewhere is proof. A reorganisation deeper than the policy goes unnoticed; NewSender takes an effect as final as soon as
// it is in a block, for development chains alone. Two processes that share a key share no outbox, and may do twice what each of them
// does once. Keys in plain wallet files are not encrypted; keystores and signing programs are for keys that are worth something.
//
// This package does not know about jobs' stages, the meaning of privacy loss (it carries 16 numbers), or where data is stored.
package chain
