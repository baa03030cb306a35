// Package card is the dataset's card: the envelope in which a publisher signs a manifest, its description for the rest of the world (Croissant 1.1), the review of one
// that a person wrote, the draft of one from data, and made-up records that look as a manifest says.
//
// It promises that Open takes exactly one form of a card, that every signature on it is good, and that its manifest passes Manifest.Check; that Sign and Croissant
// give the same bytes for the same input; that Mock sees a manifest and no data; and that Draft never writes a value that fewer than Rare records have.
//
// It does not say whose signature a card should have: compare Card.Signers with the dataset's curator. It cannot know whether what a card says is true. A draft is
// made from data, outside of every privacy budget: its bounds and values are facts of the data until a person has replaced them with what is publicly known.
//
// This package does not know about chains, networks, files or the time.
package card
