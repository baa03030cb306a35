package operator

import (
	"fmt"
	"time"

	"github.com/stintdao/stint/c2d"
	"github.com/stintdao/stint/datatoken"
	"github.com/stintdao/stint/operator/api/v1alpha1"
	"github.com/stintdao/stint/storage"
)

// Images are the platform's own images, pinned by digest.
type Images struct {
	Conductor string // opens shards
	Cell      string // contains programs, and is injected into trainers' images
}

// Check refuses images that are not pinned: what a tag names can change.
func (i Images) Check() error {
	for _, image := range []string{i.Conductor, i.Cell} {
		if err := (c2d.Image{Reference: image, Command: []string{"/"}}).Check(); err != nil {
			return fmt.Errorf("platform image: %w", err)
		}
	}
	return nil
}

// Services is where a conductor finds the two things it may reach, by address: there is no DNS in a run.
type Services struct {
	Storage        string // URL of the API objects are fetched from; its host may be a name
	StorageAddress string // IP:PORT of it
	Broker         string // https://IP:PORT of the operator's broker
	// BrokerKey is the SHA-256 of the broker's public key, which the conductor pins.
	BrokerKey string
	// Namespace and the labels of the pods behind both: what a conductor's egress policy names.
	Namespace     string
	StoragePods   map[string]string
	OperatorPods  map[string]string
	StorageTarget int32 // ports the pods behind the services listen on
	BrokerTarget  int32
	// StorageBlock, if it is set, is the CIDR of a store outside the cluster, and is used in place of StoragePods.
	StorageBlock string
}

// Place is everything a run's objects are made of. It is complete: Objects is a pure function of it.
type Place struct {
	Job         datatoken.Hash
	Dataset     datatoken.Address
	Environment string
	Spec        v1alpha1.EnvironmentSpec
	Isolate     *c2d.Isolate // nil for a query job, which has no cells
	Lanes       int
	Members     int
	Rows        uint64        // of all shards
	Sealed      uint64        // bytes of all ciphertexts: what the conductor's scratch must hold
	Largest     uint64        // bytes of one member's ciphertexts at most, and so of what a program sees; 0 takes Sealed
	Groups      uint64        // that a query's statistics may find, all of them together
	Length      time.Duration // public length of all rounds
	Run         storage.Ref   // the run's document, in the store
	Images      Images
	Services    Services
	LinkKey     []byte // 32 bytes: conductor and cells authenticate each other with it
	Token       []byte // the conductor's at the broker
}
