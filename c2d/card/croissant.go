package card

import (
	"bytes"
	"context"
	"crypto/sha256"
	_ "embed"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io"
	"net/url"
	"strconv"
	"strings"

	"github.com/stintdao/stint/c2d"
	"github.com/stintdao/stint/datatoken"
	"github.com/stintdao/stint/storage"
)

//go:embed context.json
var jsonldContext []byte

// Conforms are the vocabularies of a description, by name. mlcroissant 1.1.0 knows the first only with http.
var Conforms = []string{"http://mlcommons.org/croissant/1.1", "http://mlcommons.org/croissant/RAI/1.0"}

// Media types of what a dataset is made of.
const (
	EnvelopeType = "application/vnd.dsse.envelope.v1+json"
	SealedType   = "application/vnd.stint.sealed" // docs/sealed-format.md
)

var recordTypes = map[string]string{"csv": "text/csv", "jsonl": "application/jsonlines", "parquet": "application/x-parquet", "tar": "application/x-tar"}

// Place is where a dataset is offered, as its description tells.
type Place struct {
	Contracts datatoken.Addresses
	Symbol    string // of the currency that prices are in
	Decimals  uint8
	// Sums are SHA-256 of documents, by address, where the address does not have it: see Sums. Others are described without.
	Sums map[storage.Ref][32]byte
}

// node is a thing of JSON-LD.
type node map[string]any

// set adds a property, unless there is nothing to say.
func (n node) set(key string, value any) {
	switch v := value.(type) {
	case string:
		if v == "" {
			return
		}
	case []string:
		if len(v) == 0 {
			return
		}
	case []node:
		if len(v) == 0 {
			return
		}
	}
	n[key] = value
}

func at(id string) node { return node{"@id": id} }

// Croissant describes a dataset in JSON-LD, as Croissant 1.1 with the RAI vocabulary, for catalogues and search engines: what is public anyway. What only
// stint has (privacy unit, ε and δ, services with prices, contracts) is in properties of https://github.com/stintdao/stint/ns#. The same input gives the same bytes.
func Croissant(d c2d.Dataset, p Place) ([]byte, error) {
	if err := d.Manifest.Check(); err != nil {
		return nil, err
	}
	m := d.Manifest
	n := node{
		"@context": json.RawMessage(jsonldContext), "@type": "sc:Dataset", "conformsTo": Conforms, "name": m.Name, "isLiveDataset": true, "isAccessibleForFree": false,
		"identifier":         fmt.Sprintf("eip155:%d:%s", p.Contracts.ChainID, d.ID),
		"conditionsOfAccess": "Nobody downloads the records. Who holds a datatoken has a computation run on them; what comes out is differentially private. The files are ciphertext.",
	}
	n.set("description", m.Description)
	n.set("url", m.URL)
	n.set("license", license(m.License))
	n.set("keywords", m.Keywords)
	n.set("citeAs", m.CiteAs)
	n.set("version", m.Version)
	n.set("datePublished", m.DatePublished)
	var creators []node
	for _, c := range m.Creators {
		who := node{"@type": "sc:Person", "name": c.Name}
		if c.Organization {
			who["@type"] = "sc:Organization"
		}
		who.set("url", c.URL)
		creators = append(creators, who)
	}
	n.set("creator", creators)
	if m.Responsible != nil {
		responsible(n, *m.Responsible)
	}
	n["distribution"] = distribution(d, p)
	n.set("recordSet", recordSets(m))
	terms(n, d, p)

	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	e.SetIndent("", "  ")
	if err := e.Encode(n); err != nil {
		return nil, fmt.Errorf("describe dataset %s: %w", d.ID, err)
	}
	return b.Bytes(), nil
}

// license is the address of a licence's text, if there is one.
func license(s string) string {
	if s == "" || strings.ContainsAny(s, ": ") || strings.HasPrefix(s, "LicenseRef-") {
		return s
	}
	return "https://spdx.org/licenses/" + s
}

func responsible(n node, r c2d.Responsible) {
	for key, v := range map[string]any{
		"dataCollection": r.DataCollection, "dataCollectionType": r.DataCollectionType, "dataCollectionMissingData": r.DataCollectionMissingData,
		"dataCollectionRawData": r.DataCollectionRawData, "dataCollectionTimeframe": r.DataCollectionTimeframe, "dataImputationProtocol": r.DataImputationProtocol,
		"dataManipulationProtocol": r.DataManipulationProtocol, "dataPreprocessingProtocol": r.DataPreprocessingProtocol, "dataAnnotationProtocol": r.DataAnnotationProtocol,
		"dataAnnotationPlatform": r.DataAnnotationPlatform, "dataAnnotationAnalysis": r.DataAnnotationAnalysis, "annotationsPerItem": r.AnnotationsPerItem,
		"annotatorDemographics": r.AnnotatorDemographics, "machineAnnotationTools": r.MachineAnnotationTools, "dataBiases": r.DataBiases, "dataUseCases": r.DataUseCases,
		"dataLimitations": r.DataLimitations, "dataSocialImpact": r.DataSocialImpact, "personalSensitiveInformation": r.PersonalSensitiveInformation,
		"dataReleaseMaintenancePlan": r.DataReleaseMaintenancePlan,
	} {
		n.set("rai:"+key, v)
	}
}

// distribution lists the card, the lists of contributions, the sealed shards that those name, and what is in the shards.
func distribution(d c2d.Dataset, p Place) []node {
	out := []node{document("manifest", "manifest.dsse.json", "The dataset's card, signed by its curator.", EnvelopeType, d.ManifestRef, p)}
	var lists []node
	for _, b := range d.Batches {
		id := fmt.Sprintf("contributions-%d", b.Index)
		what := fmt.Sprintf("List of the %d contributions that joined in batch %d: address of each sealed shard, wrapped keys, signature.", b.Members, b.Index)
		out = append(out, document(id, id+".json", what, "application/json", b.List, p))
		lists = append(lists, at(id))
	}
	if lists == nil {
		lists = []node{at("manifest")} // nobody contributed yet
	}
	out = append(out, node{
		"@type": "cr:FileSet", "@id": "sealed", "name": "sealed", "description": "Shards, one or more of each contributor, each sealed with a key of its own. Their addresses are in the lists of contributions.",
		"containedIn": lists, "encodingFormat": SealedType, "includes": "*",
	}, node{
		"@type": "cr:FileSet", "@id": "shards", "name": "shards", "description": "What is in a sealed shard. It is opened only inside of an enclosure, for a job that was paid.",
		"containedIn": at("sealed"), "encodingFormat": recordTypes[d.Manifest.Format], "includes": "*",
	})
	for i, k := range d.Manifest.Files {
		set := node{"@type": "cr:FileSet", "@id": fmt.Sprintf("files-%d", i), "name": fmt.Sprintf("files-%d", i), "containedIn": at("shards"), "encodingFormat": k.Type, "includes": k.Name}
		set.set("description", k.Description)
		out = append(out, set)
	}
	return out
}

func document(id, name, what, media string, ref storage.Ref, p Place) node {
	n := node{
		"@type": "cr:FileObject", "@id": id, "name": name, "description": what, "encodingFormat": media,
		"contentUrl": "ipfs://" + ref.CID, "contentSize": strconv.FormatInt(ref.Size, 10) + " B",
	}
	if sum, ok := p.Sums[ref]; ok {
		n["sha256"] = hex.EncodeToString(sum[:])
	} else if ref.Check() == nil && ref.Size <= storage.LeafSize {
		sum := ref.Digest() // of the one leaf, which is the file
		n["sha256"] = hex.EncodeToString(sum[:])
	}
	return n
}

// Sums reads those documents of a dataset whose address does not have their SHA-256, for Place.
func Sums(ctx context.Context, v c2d.Vault, d c2d.Dataset) (map[storage.Ref][32]byte, error) {
	refs := []storage.Ref{d.ManifestRef}
	for _, b := range d.Batches {
		refs = append(refs, b.List)
	}
	out := map[storage.Ref][32]byte{}
	for _, ref := range refs {
		if ref.Size <= storage.LeafSize {
			continue
		}
		o, err := v.Open(ctx, ref)
		if err != nil {
			return nil, fmt.Errorf("open document: %w", err)
		}
		h := sha256.New()
		_, err = io.Copy(h, io.NewSectionReader(o, 0, o.Size()))
		if e := o.Close(); err == nil {
			err = e
		}
		if err != nil {
			return nil, fmt.Errorf("read document: %w", err)
		}
		out[ref] = [32]byte(h.Sum(nil))
	}
	return out, nil
}

// recordSets describe records by their columns, with a set of values for each category, and files of archives by their content.
func recordSets(m c2d.Manifest) []node {
	var out, fields []node
	for _, c := range m.Columns {
		id := "records/" + url.PathEscape(c.Name)
		f := node{
			"@type": "cr:Field", "@id": id, "name": c.Name, "dataType": "sc:Text",
			"source": node{"fileSet": at("shards"), "extract": node{"column": c.Name}}, "stint:kind": c.Kind,
		}
		f.set("description", c.Description)
		switch c.Kind {
		case "integer":
			f["dataType"], f["stint:min"], f["stint:max"] = "sc:Integer", strconv.FormatInt(c.Min, 10), strconv.FormatInt(c.Max, 10)
		case "category":
			set := "values/" + url.PathEscape(c.Name)
			var rows []map[string]string
			for _, v := range c.Values {
				rows = append(rows, map[string]string{set + "/value": v})
			}
			out = append(out, node{
				"@type": "cr:RecordSet", "@id": set, "name": "values of " + c.Name, "description": "The values that the publisher declared, which can be counted.", "dataType": "sc:Enumeration",
				"key": at(set + "/value"), "field": node{"@type": "cr:Field", "@id": set + "/value", "name": set + "/value", "dataType": "sc:Text"}, "data": rows,
			})
			f["references"] = node{"field": at(set + "/value")}
		}
		fields = append(fields, f)
	}
	if fields != nil {
		out = append([]node{{"@type": "cr:RecordSet", "@id": "records", "name": "records", "description": "One record of one contributor, before sealing.", "field": fields}}, out...)
	}
	for i, k := range m.Files {
		id, kind := fmt.Sprintf("content-%d", i), "sc:Text"
		switch family, _, _ := strings.Cut(k.Type, "/"); family {
		case "image":
			kind = "sc:ImageObject"
		case "audio":
			kind = "sc:AudioObject"
		case "video":
			kind = "sc:VideoObject"
		}
		out = append(out, node{
			"@type": "cr:RecordSet", "@id": id, "name": id, "description": "Files of an archive that are named " + k.Name + ".",
			"field": node{
				"@type": "cr:Field", "@id": id + "/content", "name": id + "/content", "dataType": kind,
				"source": node{"fileSet": at(fmt.Sprintf("files-%d", i)), "extract": node{"fileProperty": "content"}},
			},
		})
	}
	return out
}

// terms adds what only stint has. Numbers are decimal text, so that nobody rounds them.
func terms(n node, d c2d.Dataset, p Place) {
	n["stint:dataset"], n["stint:curator"] = d.ID.String(), d.Curator.String()
	n["stint:privacyUnit"] = d.Manifest.Unit
	n["stint:epsilon"] = datatoken.Units(uint64(d.Manifest.Epsilon)).Format(6)
	n["stint:delta"] = datatoken.Units(uint64(d.Manifest.Delta)).Format(12)
	if d.Manifest.MaxRows > 0 {
		n["stint:maxRows"] = strconv.FormatUint(uint64(d.Manifest.MaxRows), 10)
	}
	n["stint:members"], n["stint:version"] = strconv.Itoa(d.Members()), d.Version.String()
	var services []node
	for _, t := range d.Tokens {
		services = append(services, node{
			"stint:service": t.Service, "stint:datatoken": t.Address.String(), "stint:price": t.Price.Format(p.Decimals), "stint:currency": p.Symbol,
		})
	}
	n.set("stint:services", services)
	c := p.Contracts
	n["stint:chain"] = node{
		"stint:chainId": strconv.FormatUint(c.ChainID, 10), "stint:currencyToken": c.Currency.String(), "stint:contributions": c.Contributions.String(),
		"stint:privacyLedger": c.PrivacyLedger.String(), "stint:jobEscrow": c.JobEscrow.String(), "stint:royaltyPools": c.RoyaltyPools.String(), "stint:algorithms": c.Algorithms.String(),
	}
}
