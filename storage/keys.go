package storage

// Envelope is a shard key sealed to one recipient.
type Envelope struct {
	Recipient string `json:"recipient"` // fingerprint of the recipient's public key
	Sealed    []byte `json:"sealed"`
}
