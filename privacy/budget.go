package privacy

// Budget is the state of one privacy block's filter, in ledger units at each of Orders: the caps, what is held (reserved plus
// committed) and what of it is committed. It is the exact arithmetic of the PrivacyLedger contract. The zero value is a closed
// block that admits nothing but a zero loss.
//
// Filter: Rogers, Roth, Ullman, Vadhan (1605.08294); a Rényi filter of one fixed order loses no constant (Feldman, Zrnic
// 2008.11193). A claim is admitted when any one order has room, so δ is split over the orders when the caps are made (see Caps).
//
// A held or committed lane that would pass 2^32-1 stays at 2^32-1 for ever: an order that overflowed never comes back.
type Budget struct {
	Caps      [NumOrders]uint32 `json:"caps"`
	Held      [NumOrders]uint32 `json:"held"`
	Committed [NumOrders]uint32 `json:"committed"`
}
