// Package ipfs keeps objects, and what else IPFS has, as blocks of IPFS and serves them to any IPFS implementation.
//
// A Node is a storage.Store whose objects are ordinary raw leaves and DAG-PB nodes of UnixFS, and an http.Handler that speaks the
// trustless gateway protocol over them: one block (?format=raw) or a whole DAG (?format=car), which the client verifies against
// the CID it asked for. HandlerWith serves files, directories and documents too, to clients that trust the node. ImportCAR takes in DAGs of
// others, whatever codec their blocks have, and ExportCAR writes any DAG that is held. On disk there are objects as plain files, as
// storage/dir keeps them, and archives of others as CARv1 files, which any IPFS implementation imports as they are:
//
//	<root>/objects/               a directory of storage/dir: the bytes of every object, and the digests of its leaves
//	<root>/archives/<sha256>.car  what was imported, its blocks in the order they came
//	<root>/pins.json              what Collect spares
//	<root>/tmp/                   what is being imported
//	<root>/lock                   held by the one Node that has the directory open
//
// The file of an object is its own leaves, one behind the other, so Put is one sequential write past the page cache and one wait for the
// disk, and serving a leaf is a copy from the file to the network that no byte of has to be looked at; a CAR of an object is made of its file
// when it is asked for. An object appears whole or not at all, and a crash leaves only temporary files, which the next Open removes. Where a
// block lies is kept in memory, about 130 bytes for each, and so are the inner nodes of objects, which are on no disk: Open computes them
// from the digests. That is about 130 MB and 50 MB for a TiB of objects. Putting an object again writes it again, and so mends a damaged one;
// Verify finds which are.
//
// Nothing is removed but by Collect, which spares what its caller names and what is pinned. Imported roots are pinned; objects are not.
//
// What it is not: a peer. There is no libp2p host, no bitswap and no announcing to a DHT in it, so nobody finds the blocks unless they are
// told the gateway's address, and the node fetches nothing from others: Open returns what was put or imported here. The package
// storage/ipfs/swarm is a peer-to-peer host that serves a Node's Blocks.
//
// What it does not protect against: whoever can write to the directory can delete objects or make them unreadable, though never
// make the node return other bytes than a CID names. A trustless gateway may send other bytes, where the disk has decayed or somebody has
// written to it while the node was down: clients verify, and must. Whoever reaches the gateway can fetch every object whose CID they
// know, and count on nothing being private but what was sealed; they can keep it busy up to GatewayConfig.MaxRequests requests at once.
// Deserialized answers make the gateway's origin that of every page anybody has had imported. SHA2-256 is the only hash: blocks by others
// (SHA-1, MD5, SHA2-512, BLAKE2, BLAKE3) are refused and not found. It needs a local file system that honours fsync, rename and flock.
//
// This package does not know about keys, or what the bytes mean.
package ipfs
