// Package web is both ends of the wire: a Server that offers a node over HTTP, and a Client that makes a remote node feel like a local one.
//
// The Server promises that every answer is JSON of a type declared here or in c2d, the bytes of an object, or a problem (RFC 9457) whose code,
// sentence and next step are those of a c2d.Refusal; that an error nobody foresaw shows its text to the log and never to the caller; that
// nothing it says of a job depends on a record; and that every request can be repeated. The Client promises that a problem arrives as
// the Refusal it left as, and that bytes are verified against their address before they are returned: a node can refuse, delay or
// be away, it cannot pass off other bytes.
//
// It does not know its callers: whoever reaches the listener may use every route, so listen on the loopback interface, or behind something
// that authenticates. It turns away what a browser sends on behalf of another site, by Host and by Origin. It does not encrypt, limits
// no caller's share of the disk, and does not make a node's figures true: evidence is for checking those offline.
//
// This package does not know about chains, IPFS, processes, flags, or any rule of a job's life.
package web
