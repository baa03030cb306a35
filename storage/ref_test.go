package storage_test

import (
	"bytes"
	"encoding/base32"
	"encoding/hex"
	"encoding/json"
	"errors"
	"strings"
	"testing"

	"github.com/stintdao/stint/storage"
)

// What kubo prints for ipfs add --cid-version=1 --raw-leaves.
func TestRefOfIsWhatIPFSImplementationsSay(t *testing.T) {
	for name, tc := range map[string]struct{ content, cid, digest string }{
		"empty": {"", "bafkreihdwdcefgh4dqkjv67uzcmw7ojee6xedzdetojuzjevtenxquvyku", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"},
		"hello": {"hello world\n", "bafkreifjjcie6lypi6ny7amxnfftagclbuxndqonfipmb64f2km2devei4", "a948904f2f0f479b8f8197694b30184b0d2ed1c1cd2a1ec0fb85d299a192a447"},
	} {
		t.Run(name, func(t *testing.T) {
			ref, err := storage.RefOf(strings.NewReader(tc.content))
			if err != nil {
				t.Fatal(err)
			}
			if want := (storage.Ref{CID: tc.cid, Size: int64(len(tc.content))}); ref != want {
				t.Errorf("ref %+v, want %+v", ref, want)
			}
			if d := ref.Digest(); hex.EncodeToString(d[:]) != tc.digest {
				t.Errorf("digest %x, want %s", d, tc.digest)
			}
		})
	}
}

func TestDigestPanicsOnWhatIsNoRef(t *testing.T) {
	defer func() {
		if err, ok := recover().(error); !ok || !errors.Is(err, storage.ErrRef) {
			t.Errorf("recovered %v, want %v", err, storage.ErrRef)
		}
	}()
	storage.Ref{CID: "x"}.Digest()
}

// A Ref that passes Check is a canonical address that names one file in every store.
func FuzzRefJSON(f *testing.F) {
	for _, n := range []int{0, 7, storage.LeafSize + 1} {
		ref, err := storage.RefOf(bytes.NewReader(make([]byte, n)))
		if err != nil {
			f.Fatal(err)
		}
		b, err := json.Marshal(ref)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(b)
	}
	f.Add([]byte(`{"cid":"../x","size":-1}`))
	f.Add([]byte(`{"cid":"QmYwAPJzv5CZsnA625s3Xf2nemtYgPpHdWEz79ojWnPbdG","size":3}`))
	f.Fuzz(func(t *testing.T, b []byte) {
		var ref storage.Ref
		if json.Unmarshal(b, &ref) != nil || ref.Check() != nil {
			return
		}
		if strings.Trim(ref.CID, "abcdefghijklmnopqrstuvwxyz234567") != "" || len(ref.CID) != 59 {
			t.Errorf("%q passed", ref.CID)
		}
		if ref.Size < 0 || ref.Size > storage.MaxSize {
			t.Errorf("size %d passed", ref.Size)
		}
		ref.Digest()
		again, err := json.Marshal(ref)
		if err != nil {
			t.Fatal(err)
		}
		var back storage.Ref
		if err := json.Unmarshal(again, &back); err != nil || back != ref {
			t.Errorf("%+v came back as %+v, error %v", ref, back, err)
		}
	})
}

// The text of a block's CID is what the specification says, byte by byte.
func TestBlockCID(t *testing.T) {
	text := base32.NewEncoding("abcdefghijklmnopqrstuvwxyz234567").WithPadding(base32.NoPadding)
	for i := range 100 {
		digest := [32]byte{byte(i), 31: byte(7 * i)}
		for _, codec := range []byte{0x55, 0x70} {
			want := "b" + text.EncodeToString(append([]byte{1, codec, 0x12, 32}, digest[:]...))
			if got := storage.BlockCID(uint64(codec), digest).String(); got != want {
				t.Fatalf("address %s, want %s", got, want)
			}
		}
	}
}
