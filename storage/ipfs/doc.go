// Package ipfs keeps objects as blocks of IPFS and serves them to any IPFS implementation.
//
// A Node is a storage.Store whose objects are ordinary raw leaves and DAG-PB nodes of UnixFS, and an http.Handler that speaks the
// trustless gateway protocol over them: one block (?format=raw) or a whole DAG (?format=car), which the client verifies against
// the CID it asked for. On disk each object is one CARv1 file, which any IPFS implementation imports as it is:
//
//	<root>/objects/<cid>-<size>.car   header naming the root, leaves in order, inner nodes, root last
//	<root>/tmp/                       what is being written
//	<root>/lock                       held by the one Node that has the directory open
//
// One file per object, not per block, makes Put one sequential write and one wait for the disk; an object appears whole or not at
// all, and a crash leaves only files in tmp, which the next Open removes. Where a block lies is kept in memory, about 100 bytes per
// block, so about 100 MB per TiB. Putting an object again writes it again, and so mends a damaged one.
//
// What it is not: a peer. There is no libp2p host, no bitswap and no announcing to a DHT in it, so nobody finds the blocks unless
// they are told the gateway's address, and the node fetches nothing from others: Open returns what was put here. Nor does it
// collect garbage: objects stay until somebody deletes their file while the node is down.
//
// What it does not protect against: whoever can write to the directory can delete objects or make them unreadable, though never
// make the node return or serve other bytes than a CID names. Whoever reaches the gateway can fetch every object whose CID they
// know, and count on nothing being private but what was sealed. It needs a local file system that honours fsync, rename and flock.
//
// This package does not know about keys, or what the bytes mean.
package ipfs
