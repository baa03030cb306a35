package card

import (
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"testing"

	"github.com/stintdao/stint/c2d"
	"github.com/stintdao/stint/datatoken/chain"
)

func sumOf(b []byte) string {
	s := sha256.Sum256(b)
	return hex.EncodeToString(s[:])
}

func newWallet(t testing.TB) *chain.Wallet {
	t.Helper()
	w, err := chain.NewWallet(rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	return w
}

// bare is the least that a manifest can be.
func bare() c2d.Manifest {
	return c2d.Manifest{
		Stint: 1, Name: "people", Format: "csv", Unit: "contributor", Epsilon: 8_000_000, Delta: 1_000_000, MaxRows: 5, Columns: []c2d.Column{{Name: "age", Kind: "integer", Max: 120}},
	}
}

// full is a manifest with everything but recovery keys, which are long.
func full() c2d.Manifest {
	m := bare()
	m.Description = "Adults: who they are & what they do.\nIt isn't real <data>."
	m.License, m.URL, m.CiteAs, m.Version, m.DatePublished = "CC-BY-4.0", "https://example.org/people", "@misc{people}", "1.2.0", "2026-01-31"
	m.Creators = []c2d.Creator{{Name: "Ada Example"}, {Name: "Example Society", Organization: true, URL: "https://example.org"}}
	m.Keywords = []string{"census", "income"}
	m.Responsible = &c2d.Responsible{
		DataCollection: "A questionnaire.", DataCollectionType: []string{"Surveys"}, DataCollectionMissingData: "Left empty.", DataCollectionRawData: "Paper.",
		DataCollectionTimeframe: []string{"2025-01-01", "2025-12-31"}, DataImputationProtocol: "None.", DataManipulationProtocol: "None.",
		DataPreprocessingProtocol: []string{"Typed in twice."}, DataAnnotationProtocol: []string{"By two people."}, DataAnnotationPlatform: []string{"Paper."},
		DataAnnotationAnalysis: []string{"Agreement was high."}, AnnotationsPerItem: "2", AnnotatorDemographics: []string{"Adults."}, MachineAnnotationTools: []string{"None."},
		DataBiases: []string{"Few people over 80."}, DataUseCases: []string{"Teaching."}, DataLimitations: []string{"One country."}, DataSocialImpact: "Small.",
		PersonalSensitiveInformation: []string{"Gender", "Income"}, DataReleaseMaintenancePlan: "Yearly.",
	}
	m.Columns = []c2d.Column{
		{Name: "age", Kind: "integer", Description: "Years.", Min: 17, Max: 90, Weights: []uint32{1, 3, 2}},
		{Name: "school / degree", Kind: "category", Values: []string{"school", "college, or \"uni\"", "doctorate"}, Weights: []uint32{2, 1, 0}},
		{Name: "town", Kind: "text"},
	}
	return m
}
