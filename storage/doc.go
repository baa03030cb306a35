// Package storage keeps bytes where nobody has to be trusted with them: sealed with a key the store never sees, and addressed by
// what they are, so that every byte read back is checked.
//
// A Ref is an ordinary IPFS CID and a length. The same bytes have the same Ref in every store, on every machine, and in any IPFS
// implementation that imports them with the profile unixfs-v1-2025. A Store (storage/dir, storage/ipfs, or two of them joined by
// Both) puts bytes and opens them for verified random access: it returns the bytes the Ref names or an error, never others.
//
// Seal turns plain bytes into the AES256-GCM-HKDF-1MB streaming format of Tink, whose ciphertext segments are exactly the leaves
// of the content address: any range can be fetched, verified and opened alone. A Key is random, per object, used for one Seal,
// and travels only wrapped to a Recipient in an Envelope (HPKE with the hybrid of ML-KEM-768 and X25519), bound to a purpose.
//
//	key, _ := storage.NewKey(rand.Reader)
//	ref, _ := storage.PutSealed(ctx, store, plain, storage.SealConfig{Key: key, AAD: aad, Rand: rand.Reader})
//	envelope, _ := storage.Wrap(key, recipient, info)
//	// elsewhere
//	key, _ = identity.Unwrap(envelope, info)
//	object, _ := store.Open(ctx, ref)
//	reader, _ := storage.OpenSealed(object, key, aad)
//
// # What it does not protect against
//
// Whoever held a key, or the identity it was wrapped to, can keep the data: taking a key away works forwards only. Ciphertext
// that was published cannot be recalled, and somebody may keep it until the cipher falls; that is why keys are wrapped with a
// post-quantum hybrid. Sizes, the number of objects and when they are read are public. A store can refuse, delete or delay: it
// cannot lie. A Key is in the memory of the process that uses it, and Go does not promise to erase it. The AEAD does not commit
// to its key: one ciphertext can be made to open under two keys, so check Key.CheckCommit against a commitment that the sealer
// signed before trusting what opens.
//
// This package does not know about privacy loss, tokens, money, jobs, datasets, chains or clusters, nor about disks and networks:
// those are its doors.
package storage
