// Package gateway reads objects from any server that speaks the trustless gateway protocol over HTTP
// (specs.ipfs.tech/http-gateways/trustless-gateway): a stint node, kubo, or a public gateway.
//
// A Store asks for single raw blocks, GET <URL>/ipfs/<cid>?format=raw. Open fetches the inner nodes of an object and computes its layout
// again from them; a read fetches the leaves it needs, one request each, into the buffer of whoever reads, and nothing is kept. An object
// can be read by many at once, which is what makes it fast: a reader that wants speed reads many whole leaves (storage.LeafSize)
// concurrently, each on a connection of its own.
//
// It promises that whatever the server is and does, a read returns the bytes that a Ref names or an error, in bounded memory and with a
// bounded number of requests. Whole answers are refused for what they claim to be: a block of another length, an encoding that was not asked
// for, a redirect to another host, a web page. A request on which less than 16 KiB arrive within Config.Stall is given up, so no server holds
// a reader for longer than Stall for each 16 KiB.
//
// # What it does not protect against
//
// A server can refuse, delay, and tell some readers that it lacks what it gives to others; join several with storage.Any. It sees who reads
// which blocks and when. Config.Header is sent to it with every request, in the clear where the URL is http. Stat believes nobody, but a CID
// alone does not say how long an object is, so who gave the CID decides how much there is to read.
//
// This package does not know about keys of ciphers, or what the bytes mean, and it needs no library of IPFS.
package gateway
