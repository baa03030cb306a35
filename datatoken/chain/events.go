package chain

import (
	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/ethclient"
)

// Node returns the connection to the node, for who reads its blocks.
func (c *Client) Node() *ethclient.Client { return c.eth }

// Emitters are the contracts whose events say everything that is shown of datasets, budgets, orders and royalties.
func (c *Client) Emitters() []common.Address {
	return []common.Address{
		common.Address(c.at.Contributions), common.Address(c.at.PrivacyLedger), common.Address(c.at.JobEscrow), common.Address(c.at.RoyaltyPools),
		common.Address(c.at.Algorithms), common.Address(c.at.Factory),
	}
}

// Datatokens says how contracts that come later are known: the factory announces each datatoken by an event, whose first indexed field is its address, and
// those events of datatokens tell of plain Ocean orders.
func (c *Client) Datatokens() (factory common.Address, announced common.Hash, orders []common.Hash) {
	return common.Address(c.at.Factory), oceanFactory.Events["TokenCreated"].ID,
		[]common.Hash{oceanToken.Events["OrderStarted"].ID, oceanToken.Events["ProviderFee"].ID}
}
