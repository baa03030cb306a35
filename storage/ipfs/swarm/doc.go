// Package swarm is the peer-to-peer door to objects: it serves blocks to other IPFS implementations, and fetches objects from them, over
// bitswap and libp2p.
//
// A Host is a storage.Store that only reads: Open asks the connected peers who has the root, and reads fetch leaves from those that
// do, many at once, from any of them, and from another one when one says no, stalls or goes away. Whatever comes is verified against the
// Ref. What a Host serves is a block store that somebody else keeps, such as that of an ipfs.Node; what it fetches it hands to the reader
// and keeps nowhere.
//
// A Host talks to the peers it is given, to who dials it, and, only when it is given a way into a DHT, to whom it finds there. There are
// no default peers: no public bootstrap, relay, port mapping, local discovery, configuration service or telemetry. With a swarm key it
// talks only to holders of the same key, over TCP alone.
//
// The serving side is boxo's. The asking side is our own, over boxo's messages, because boxo's never says that nobody has a block, asks
// every connected peer for what it does not find, and wants a block store.
//
// # What it does not protect against
//
// Peers see which blocks are asked for and when; the first block of an object is asked of every connected peer. Who can dial a Host can
// fetch every block that it serves and whose CID they know, and can fill its connections up to the limit, so that others are refused. A
// peer cannot make a Host accept other bytes than a CID names, but it can be slow: a read ends when the peer has sent nothing useful for
// Config.Timeout, not before. A DHT tells everybody in it who announces and who looks for what. A swarm key keeps strangers out, and is
// no protection against one who has it; it never changes while a Host runs.
//
// This package does not know about keys of objects, or what the bytes mean.
package swarm
