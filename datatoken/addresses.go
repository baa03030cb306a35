package datatoken

import "fmt"

// Addresses says where a deployment of the contracts is: one file that a chain's deployer writes and everybody else reads.
type Addresses struct {
	ChainID uint64 `json:"chainId"`
	Start   uint64 `json:"start"` // no event of the contracts is in an earlier block

	Currency      Address `json:"currency"` // ERC-20 that prices are in
	Authority     Address `json:"authority"`
	Contributions Address `json:"contributions"`
	PrivacyLedger Address `json:"privacyLedger"`
	JobEscrow     Address `json:"jobEscrow"`
	RoyaltyPools  Address `json:"royaltyPools"`
	Algorithms    Address `json:"algorithms"`

	// Ocean Protocol's, as they are.
	Router     Address `json:"router"`
	Factory    Address `json:"factory"`
	FixedRate  Address `json:"fixedRate"`
	Dispenser  Address `json:"dispenser"`
	Enterprise Address `json:"enterprise"` // datatoken template 2
}

// Check reports the first address that is missing.
func (a Addresses) Check() error {
	if a.ChainID == 0 {
		return fmt.Errorf("contract addresses: no chain ID: %w", ErrSyntax)
	}
	for _, f := range []struct {
		name string
		at   Address
	}{
		{"currency", a.Currency}, {"contributions", a.Contributions}, {"privacyLedger", a.PrivacyLedger}, {"jobEscrow", a.JobEscrow},
		{"royaltyPools", a.RoyaltyPools}, {"algorithms", a.Algorithms}, {"factory", a.Factory}, {"fixedRate", a.FixedRate},
	} {
		if f.at.IsZero() {
			return fmt.Errorf("contract addresses: no %s: %w", f.name, ErrSyntax)
		}
	}
	return nil
}
