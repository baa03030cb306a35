// Package index keeps the logs of some contracts in a file, follows a chain through all of its reorganisations, and answers what a node's
// eth_getLogs would answer about those contracts, without asking the node.
//
//	x, err := index.Open("events.db", index.Config{Node: client, ChainID: 1337, Start: 10, Addresses: contracts})
//	go x.Run(ctx, nil, time.Second)
//	err = x.WaitFor(ctx, receipt.BlockNumber.Uint64()) // read your own writes
//	logs, err := x.Logs(ctx, ledger, [][]common.Hash{{reserved}, {dataset}})
//
// It promises that every answer is the whole answer at one block, the one that Head names, and equals the node's at that block; that
// logs and header of a block are never of different forks; that a block enters and leaves whole, with one transaction of the database,
// so that a process killed at any moment leaves what it had at some block; that the file's content follows from the chain, the
// configuration and the head alone (Digest says so), however it got there; and that what is not kept is refused, never answered as empty.
//
// What it keeps can be made again from nothing, and it acts on that: a file of another configuration or schema, or a broken one, is
// thrown away and made again. A commit is not flushed to the disk (synchronous=NORMAL): a power cut may take the last blocks, which come again
// with the next Sync. A file that is not an index is refused and never written to.
//
// Below the block that the node calls final (or 64 below its head) logs are read in ranges, above it block by block by block hash (EIP-234). The file
// has the hashes of the last 256 blocks, of every block with logs and of the last block of every range. The first are where nearly every
// reorganisation ends; a deeper one costs reading again from the last of the others that the node still has. Finality is a matter of
// speed alone: what is final and changes after all is undone like anything else.
//
// It does not protect against a node that leaves logs out, or that shows one fork, another and the first again while one range is read: Verify, with a node
// of somebody else, finds both. It follows its node wherever it goes, also back: behind an address that stands for several nodes of different heights, so does Head.
// It does not protect its file against somebody who can write to it. Hashes of headers are computed, not believed, so a chain
// whose headers have fields that go-ethereum does not know cannot be followed.
//
// This package does not know about what the logs mean, about datasets, orders or budgets, nor about transactions and state.
package index
