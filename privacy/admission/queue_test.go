package admission

import (
	"encoding/binary"
	"errors"
	"fmt"
	"maps"
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/stintdao/stint/privacy"
)

func id(n int) (out [32]byte) {
	binary.BigEndian.PutUint64(out[:], uint64(n))
	return out
}

func lossOf(t testing.TB, lanes [privacy.NumOrders]uint32) privacy.Loss {
	t.Helper()
	l, err := privacy.LossFromLanes(lanes)
	if err != nil {
		t.Fatal(err)
	}
	return l
}

// flat is the same at every order, as in basic composition.
func flat(t testing.TB, units uint32) privacy.Loss {
	var lanes [privacy.NumOrders]uint32
	for i := range lanes {
		lanes[i] = units
	}
	return lossOf(t, lanes)
}

func capped(t testing.TB, units uint32) Block {
	return Block{Budget: privacy.Budget{Caps: flat(t, units).Lanes()}}
}

func newQueue(t testing.TB, p Policy, blocks map[string]Block) *Queue[string] {
	t.Helper()
	q, err := NewQueue[string](p)
	if err != nil {
		t.Fatal(err)
	}
	for k, b := range blocks {
		if err := q.Set(k, b); err != nil {
			t.Fatal(err)
		}
	}
	return q
}

func arrive(t testing.TB, q *Queue[string], claims ...Claim[string]) {
	t.Helper()
	for _, c := range claims {
		if err := q.Arrive(c); err != nil {
			t.Fatal(err)
		}
	}
}

// numbers are the claims' numbers, see id.
func numbers(ids [][32]byte) (out []int) {
	for _, i := range ids {
		out = append(out, int(binary.BigEndian.Uint64(i[:])))
	}
	return out
}

// scene is a random world: blocks with caps like real ones, some of them partly held, and claims of unlike curves.
type scene struct {
	blocks map[string]Block
	claims []Claim[string]
}

var curves = func() (out []privacy.Loss) {
	for _, sigma := range []privacy.Micros{3, 5, 9, 20, 50} {
		for _, q := range []privacy.Micros{10_000, 200_000, privacy.One} {
			l, err := privacy.Plan{Gaussian: &privacy.Gaussian{Rounds: 3, Sigma: sigma * privacy.One, Sampling: q}}.Loss()
			if err != nil {
				panic(err)
			}
			out = append(out, l)
		}
	}
	for _, eps := range []privacy.Micros{50_000, 200_000, 700_000, 2_000_000} {
		l, err := privacy.Plan{Pure: []privacy.Pure{{Name: "x", Epsilon: eps}}}.Loss()
		if err != nil {
			panic(err)
		}
		out = append(out, l)
	}
	return out
}()

func draw(t testing.TB, rng *rand.Rand, blocks, claims int, unlock Unlock) scene {
	t.Helper()
	s := scene{blocks: map[string]Block{}}
	var names []string
	for k := range blocks {
		caps, err := privacy.Caps(privacy.Micros(1+rng.IntN(4))*privacy.One, 1_000_000, privacy.Orders[rng.IntN(10)])
		if err != nil {
			t.Fatal(err)
		}
		names = append(names, fmt.Sprint("block ", k))
		b := Block{Budget: privacy.Budget{Caps: caps}, Unlock: unlock}
		for i := range caps {
			b.Budget.Committed[i] = rng.Uint32N(caps[i]/4 + 1)
			b.Budget.Held[i] = b.Budget.Committed[i] + rng.Uint32N(caps[i]/4+1)
		}
		s.blocks[names[k]] = b
	}
	for n := range claims {
		rng.Shuffle(len(names), func(i, j int) { names[i], names[j] = names[j], names[i] })
		l := curves[rng.IntN(len(curves))]
		for range rng.IntN(3) {
			l = l.Add(curves[rng.IntN(len(curves))])
		}
		s.claims = append(s.claims, Claim[string]{ID: id(n), Blocks: slices.Clone(names[:1+rng.IntN(blocks)]), Loss: l, Arrived: int64(n), Profit: 1 + rng.Uint32N(20)})
	}
	return s
}

// run lets the claims arrive, takes one decision, and returns who was granted. Claims that never fit are left out.
func (s scene) run(t testing.TB, p Policy) ([]int, Decision) {
	t.Helper()
	q := newQueue(t, p, s.blocks)
	for _, c := range s.claims {
		if err := q.Arrive(c); err != nil && !errors.Is(err, ErrNever) {
			t.Fatal(err)
		}
	}
	d := q.Decide(0)
	return numbers(d.Granted), d
}

// together reports whether the claims all fit, by the rules of the ledger.
func (s scene) together(claims []Claim[string]) bool {
	held := map[string]privacy.Budget{}
	for k, b := range s.blocks {
		held[k] = b.Budget
	}
	for _, c := range claims {
		for _, k := range c.Blocks {
			next, ok := held[k].Reserve(c.Loss)
			if !ok {
				return false
			}
			held[k] = next
		}
	}
	return true
}

func (s scene) profit(granted []int) (sum int) {
	for _, n := range granted {
		sum += int(s.claims[n].Profit)
	}
	return sum
}

func TestProfitEqualsBruteForce(t *testing.T) {
	rng := rand.New(rand.NewPCG(5, 6))
	for n := range 400 {
		s := draw(t, rng, 1+n%4, 4+rng.IntN(7), Unlock{})
		if n < 8 {
			s = draw(t, rng, 1+n%4, 14, Unlock{})
		}
		for i := range s.claims { // paid for by the loss, more or less: the hard ones
			s.claims[i].Profit = 1 + s.claims[i].Loss.Lanes()[3]/uint32(90+rng.IntN(20))
		}
		best := 0
		for set := range 1 << len(s.claims) {
			var in []Claim[string]
			profit := 0
			for i, c := range s.claims {
				if set>>i&1 == 1 {
					in, profit = append(in, c), profit+int(c.Profit)
				}
			}
			if profit > best && s.together(in) {
				best = profit
			}
		}
		granted, d := s.run(t, Policy{Order: Profit})
		if got := s.profit(granted); got != best || !d.Optimal {
			t.Fatalf("scene %d: profit %d, best %d, optimal %t", n, got, best, d.Optimal)
		}
	}
}

func TestProfitIsNoWorseThanOtherOrders(t *testing.T) {
	rng := rand.New(rand.NewPCG(7, 8))
	for n := range 60 {
		s := draw(t, rng, 1+n%6, 20+rng.IntN(60), Unlock{})
		granted, _ := s.run(t, Policy{Order: Profit})
		most := s.profit(granted)
		for _, p := range []Policy{{}, {Order: Share}, {Strict: true}} {
			if other, _ := s.run(t, p); s.profit(other) > most {
				t.Errorf("scene %d: profit %d with the order Profit, %d with %+v", n, most, s.profit(other), p)
			}
		}
	}
}

// naive is a decision that looks at every waiting claim, in the order of the policy, with the arithmetic of privacy.Budget alone.
func naive(p Policy, blocks map[string]Block, waiting []Claim[string], now int64) (granted []int) {
	share := func(c Claim[string]) (most float64) {
		for _, k := range c.Blocks {
			for i, v := range c.Loss.Lanes() {
				if limit := blocks[k].Budget.Caps[i]; v <= limit && limit > 0 {
					most = max(most, float64(v)/float64(limit)) // exact enough: shares differ by 2^-48 or not at all
				}
			}
		}
		return most
	}
	open, taken := map[string]privacy.Budget{}, map[string]bool{}
	for k, b := range blocks {
		open[k] = b.Unlocked(now)
	}
	waiting = slices.Clone(waiting)
	slices.SortFunc(waiting, func(a, b Claim[string]) int {
		if sa, sb := share(a), share(b); p.Order == Share && sa != sb {
			return cmpFloat(sa, sb)
		}
		return int(a.Arrived - b.Arrived)
	})
	for _, c := range waiting {
		fits := !slices.ContainsFunc(c.Blocks, func(k string) bool { return taken[k] || !open[k].Admits(c.Loss) })
		for _, k := range c.Blocks {
			if fits {
				open[k], _ = open[k].Reserve(c.Loss)
			}
			taken[k] = taken[k] || p.Strict && !fits
		}
		if fits {
			granted = append(granted, numbers([][32]byte{c.ID})...)
		}
	}
	return granted
}

func cmpFloat(a, b float64) int {
	if a < b {
		return -1
	}
	return 1
}

// TestQueueEqualsNaive: over a long life of arrivals, decisions, commits that free a part, and withdrawals, every decision is what looking at everything gives,
// nothing is granted over what is unlocked, and nothing that fits is left.
func TestQueueEqualsNaive(t *testing.T) {
	unlocks := map[string]Unlock{"at once": {}, "by claims": {Claims: 40}, "over time": {Period: 50}}
	policies := map[string]Policy{
		"arrival": {}, "share": {Order: Share}, "profit": {Order: Profit}, "strict arrival": {Strict: true}, "strict share": {Order: Share, Strict: true},
	}
	for un, unlock := range unlocks {
		for pn, p := range policies {
			t.Run(pn+" "+un, func(t *testing.T) {
				rng := rand.New(rand.NewPCG(9, 10))
				s := draw(t, rng, 4, 300, unlock)
				q, waiting, reserved := newQueue(t, p, s.blocks), []Claim[string]{}, []Claim[string]{}
				for n, c := range s.claims {
					c.Deadline = int64(n+1) + rng.Int64N(80)
					s.claims[n] = c
					if err := q.Arrive(c); err == nil {
						waiting = append(waiting, c)
					} else if !errors.Is(err, ErrNever) {
						t.Fatal(err)
					}
					if rng.IntN(3) == 0 {
						continue // decide on several together
					}
					if rng.IntN(10) == 0 && len(waiting) > 0 {
						k := rng.IntN(len(waiting))
						if !q.Withdraw(waiting[k].ID) {
							t.Fatal("a waiting claim could not be withdrawn")
						}
						waiting = slices.Delete(waiting, k, k+1)
					}
					before := map[string]Block{}
					for k := range s.blocks {
						before[k], _ = q.Block(k)
					}
					d := q.Decide(int64(n))
					for _, r := range d.Refused {
						k := slices.IndexFunc(waiting, func(c Claim[string]) bool { return c.ID == r.ID })
						c := waiting[k]
						never := slices.ContainsFunc(c.Blocks, func(k string) bool {
							b := before[k].Budget
							return !privacy.Budget{Caps: b.Caps, Held: b.Committed}.Admits(c.Loss)
						})
						if late := c.Deadline < int64(n); errors.Is(r.Err, ErrExpired) != late || errors.Is(r.Err, ErrNever) != (never && !late) || !late && !never {
							t.Fatalf("tick %d: claim refused: %v; late %t, never %t", n, r.Err, late, never)
						}
						waiting = slices.Delete(waiting, k, k+1)
					}
					granted := numbers(d.Granted)
					if p.Order != Profit {
						if d := cmp.Diff(naive(p, before, waiting, int64(n)), granted); d != "" {
							t.Fatalf("tick %d: %s", n, d)
						}
					}
					open := map[string]privacy.Budget{}
					for k, b := range before {
						open[k] = b.Unlocked(int64(n))
					}
					for _, g := range granted {
						c := s.claims[g]
						for _, k := range c.Blocks {
							next, ok := open[k].Reserve(c.Loss)
							if !ok {
								t.Fatalf("tick %d: claim %d is over the unlocked budget of %s", n, g, k)
							}
							open[k] = next
						}
						waiting = slices.DeleteFunc(waiting, func(w Claim[string]) bool { return w.ID == c.ID })
						reserved = append(reserved, c)
					}
					for _, c := range waiting {
						if !p.Strict && !slices.ContainsFunc(c.Blocks, func(k string) bool { return !open[k].Admits(c.Loss) }) {
							t.Fatalf("tick %d: claim %v fits and was left", n, numbers([][32]byte{c.ID}))
						}
					}
					if q.Len() != len(waiting) {
						t.Fatalf("tick %d: %d wait, want %d", n, q.Len(), len(waiting))
					}
					for len(reserved) > 0 && rng.IntN(2) == 0 { // half of them need only a part
						c, spent := reserved[0], reserved[0].Loss
						reserved = reserved[1:]
						if rng.IntN(2) == 0 {
							lanes := spent.Lanes()
							for i := range lanes {
								lanes[i] /= 3
							}
							spent = lossOf(t, lanes)
						}
						for _, k := range c.Blocks {
							b, _ := q.Block(k)
							var err error
							if b.Budget, err = b.Budget.Commit(c.Loss, spent); err != nil {
								t.Fatal(err)
							}
							if err := q.Set(k, b); err != nil {
								t.Fatal(err)
							}
						}
					}
				}
			})
		}
	}
}

func TestFirstComeFirstServedIsWhatTheBookDoes(t *testing.T) {
	rng := rand.New(rand.NewPCG(11, 12))
	for n := range 40 {
		s := draw(t, rng, 1+n%5, 150, Unlock{})
		for k, b := range s.blocks {
			s.blocks[k] = Block{Budget: privacy.Budget{Caps: b.Budget.Caps}}
		}
		q, book := newQueue(t, Policy{}, s.blocks), privacy.NewBook[string]()
		for k, b := range s.blocks {
			if err := book.SetCaps(k, b.Budget.Caps); err != nil {
				t.Fatal(err)
			}
		}
		for i, c := range s.claims {
			c.Deadline = c.Arrived
			refused := errors.Is(q.Arrive(c), ErrNever)
			granted := slices.Contains(q.Decide(c.Arrived).Granted, c.ID)
			if err := book.Reserve(c.ID, c.Blocks, c.Loss); granted != (err == nil) || refused && granted {
				t.Fatalf("scene %d, claim %d: granted %t, the book says %v", n, i, granted, err)
			}
		}
		for k := range s.blocks {
			b, _ := q.Block(k)
			if want, _ := book.Budget(k); b.Budget != want {
				t.Errorf("scene %d: %s is %+v, in the book %+v", n, k, b.Budget, want)
			}
		}
	}
}

func TestOrderOfCallsDoesNotMatter(t *testing.T) {
	rng := rand.New(rand.NewPCG(13, 14))
	for n := range 30 {
		s := draw(t, rng, 1+n%5, 60, Unlock{Claims: uint64(n % 3 * 30)})
		for i := range s.claims {
			s.claims[i].Arrived /= 4 // several at the same time
		}
		for _, p := range []Policy{{}, {Order: Share}, {Strict: true}, {Order: Profit}} {
			_, want := s.run(t, p)
			for range 3 {
				again := scene{blocks: maps.Clone(s.blocks), claims: slices.Clone(s.claims)}
				rng.Shuffle(len(again.claims), func(i, j int) { again.claims[i], again.claims[j] = again.claims[j], again.claims[i] })
				if _, got := again.run(t, p); cmp.Diff(want, got) != "" {
					t.Fatalf("scene %d, %+v: %s", n, p, cmp.Diff(want, got))
				}
			}
		}
	}
}

func TestDominantPrivateBlockFairness(t *testing.T) {
	claim := func(n int, units uint32, blocks ...string) Claim[string] {
		return Claim[string]{ID: id(n), Arrived: int64(n), Blocks: blocks, Loss: flat(t, units)}
	}
	block := capped(t, 100)
	block.Unlock = Unlock{Claims: 4}
	q := newQueue(t, Policy{Order: Share}, map[string]Block{"x": block, "y": block})
	steps := []struct {
		claim Claim[string]
		want  []int
	}{
		{claim(1, 60, "x"), nil},           // x has 25
		{claim(2, 25, "x"), []int{2}},      // x has 50
		{claim(3, 40, "x", "y"), nil},      // x has 75, y 25
		{claim(4, 40, "y"), []int{3}},      // y has 50: of equal shares the older goes first
		{claim(5, 10, "y"), []int{5}},      // y has 75: the smallest first; 40 more do not fit
		{claim(6, 50, "y"), []int{4}},      // y has 100, 50 of it taken
		{claim(7, 10, "x"), []int{7}},      // x has 100, 75 of it taken: the 60 can wait for ever
		{claim(8, 10, "x", "y"), []int{8}}, // x and y have no more to unlock
	}
	for _, s := range steps {
		arrive(t, q, s.claim)
		if d := cmp.Diff(s.want, numbers(q.Decide(0).Granted)); d != "" {
			t.Fatalf("after claim %v: %s", numbers([][32]byte{s.claim.ID}), d)
		}
	}
}

func TestUnlockOverTime(t *testing.T) {
	block := capped(t, 100)
	block.Unlock, block.Opened = Unlock{Period: 1000}, 500
	q := newQueue(t, Policy{Order: Share}, map[string]Block{"x": block})
	arrive(t, q, Claim[string]{ID: id(1), Blocks: []string{"x"}, Loss: flat(t, 70)}, Claim[string]{ID: id(2), Blocks: []string{"x"}, Loss: flat(t, 30)})
	for _, s := range []struct {
		now  int64
		want []int
	}{{0, nil}, {500, nil}, {799, nil}, {800, []int{2}}, {1499, nil}, {700, nil}, {1500, []int{1}}} {
		if d := cmp.Diff(s.want, numbers(q.Decide(s.now).Granted)); d != "" {
			t.Fatalf("tick %d: %s", s.now, d)
		}
	}
}

func TestStrictLetsNobodyOvertake(t *testing.T) {
	blocks := map[string]Block{"x": capped(t, 100), "y": capped(t, 100)}
	q := newQueue(t, Policy{Strict: true}, blocks)
	for n, c := range []Claim[string]{
		{Blocks: []string{"x"}, Loss: flat(t, 60)},
		{Blocks: []string{"x", "y"}, Loss: flat(t, 60)},
		{Blocks: []string{"x"}, Loss: flat(t, 1)},
		{Blocks: []string{"y"}, Loss: flat(t, 1)},
	} {
		c.ID, c.Arrived = id(n), int64(n)
		arrive(t, q, c)
	}
	if d := cmp.Diff([]int{0}, numbers(q.Decide(0).Granted)); d != "" {
		t.Error(d)
	}
	q.Withdraw(id(1))
	if d := cmp.Diff([]int{2, 3}, numbers(q.Decide(0).Granted)); d != "" {
		t.Error(d)
	}
}

func TestArriveRefuses(t *testing.T) {
	full := capped(t, 100)
	full.Budget.Held, full.Budget.Committed = flat(t, 80).Lanes(), flat(t, 80).Lanes()
	reserved := capped(t, 100)
	reserved.Budget.Held = flat(t, 80).Lanes()
	blocks := map[string]Block{"free": capped(t, 100), "full": full, "reserved": reserved, "closed": {}}
	cases := map[string]struct {
		claim Claim[string]
		want  error
	}{
		"larger than a cap":          {Claim[string]{Blocks: []string{"free"}, Loss: flat(t, 101)}, ErrNever},
		"larger than what is left":   {Claim[string]{Blocks: []string{"free", "full"}, Loss: flat(t, 21)}, ErrNever},
		"what is left":               {Claim[string]{Blocks: []string{"free", "full"}, Loss: flat(t, 20)}, nil},
		"what may come back":         {Claim[string]{Blocks: []string{"reserved"}, Loss: flat(t, 100)}, nil},
		"without bound":              {Claim[string]{Blocks: []string{"free"}, Loss: flat(t, privacy.MaxLane)}, ErrNever},
		"in a closed block":          {Claim[string]{Blocks: []string{"closed"}, Loss: flat(t, 1)}, ErrNever},
		"nothing, in a closed block": {Claim[string]{Blocks: []string{"closed"}}, nil},
		"in no block there is":       {Claim[string]{Blocks: []string{"free", "other"}}, privacy.ErrNoBlock},
		"the same again":             {Claim[string]{ID: id(7), Blocks: []string{"free"}, Loss: flat(t, 1)}, nil},
		"another of its name":        {Claim[string]{ID: id(7), Blocks: []string{"free"}, Loss: flat(t, 2)}, privacy.ErrConflict},
		"another deadline":           {Claim[string]{ID: id(7), Blocks: []string{"free"}, Loss: flat(t, 1), Deadline: 5}, privacy.ErrConflict},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			q := newQueue(t, Policy{}, blocks)
			arrive(t, q, Claim[string]{ID: id(7), Blocks: []string{"free"}, Loss: flat(t, 1)})
			if err := q.Arrive(c.claim); !errors.Is(err, c.want) {
				t.Errorf("got %v, want %v", err, c.want)
			}
			if want := 1; c.want != nil && q.Len() != want {
				t.Errorf("%d wait, want %d", q.Len(), want)
			}
		})
	}
	q := newQueue(t, Policy{}, blocks)
	for name, list := range map[string][]string{"no block": nil, "a block twice": {"free", "full", "free"}} {
		if err := q.Arrive(Claim[string]{Blocks: list}); err == nil || q.Len() > 0 {
			t.Errorf("%s: error %v, %d wait", name, err, q.Len())
		}
	}
}

func TestRefusedClaimsUnlockNothing(t *testing.T) {
	block := capped(t, 100)
	block.Unlock = Unlock{Claims: 2}
	q := newQueue(t, Policy{}, map[string]Block{"x": block})
	for range 5 {
		if err := q.Arrive(Claim[string]{Blocks: []string{"x"}, Loss: flat(t, 101)}); !errors.Is(err, ErrNever) {
			t.Fatal(err)
		}
	}
	for range 5 { // nor does a repeated one unlock more than once
		arrive(t, q, Claim[string]{Blocks: []string{"x"}, Loss: flat(t, 51)})
	}
	if b, _ := q.Block("x"); b.Arrivals != 1 || len(q.Decide(0).Granted) > 0 {
		t.Errorf("%d arrivals counted, want 1", b.Arrivals)
	}
}

func TestWaitingClaimsLearnTheirFate(t *testing.T) {
	q := newQueue(t, Policy{}, map[string]Block{"x": capped(t, 100), "y": capped(t, 100)})
	arrive(t, q,
		Claim[string]{ID: id(1), Arrived: 1, Blocks: []string{"x"}, Loss: flat(t, 60)},
		Claim[string]{ID: id(2), Arrived: 2, Blocks: []string{"x"}, Loss: flat(t, 50)},
		Claim[string]{ID: id(3), Arrived: 3, Blocks: []string{"x"}, Loss: flat(t, 90)},
		Claim[string]{ID: id(4), Arrived: 4, Blocks: []string{"y", "x"}, Loss: flat(t, 45), Deadline: 7},
	)
	if d := cmp.Diff([]int{1}, numbers(q.Decide(5).Granted)); d != "" {
		t.Fatal(d)
	}
	b, err := q.Block("x")
	if err != nil {
		t.Fatal(err)
	}
	if b.Budget, err = b.Budget.Commit(flat(t, 60), flat(t, 20)); err != nil { // 40 come back: room for 50, never again for 90
		t.Fatal(err)
	}
	if err := q.Set("x", b); err != nil {
		t.Fatal(err)
	}
	d := q.Decide(7)
	if diff := cmp.Diff([]int{2}, numbers(d.Granted)); diff != "" || len(d.Refused) != 1 || d.Refused[0].ID != id(3) || !errors.Is(d.Refused[0].Err, ErrNever) {
		t.Errorf("%s, refused %v", diff, d.Refused)
	}
	if d := q.Decide(8); len(d.Granted) > 0 || len(d.Refused) != 1 || d.Refused[0].ID != id(4) || !errors.Is(d.Refused[0].Err, ErrExpired) || q.Len() > 0 {
		t.Errorf("granted %v, refused %v, %d wait", d.Granted, d.Refused, q.Len())
	}
	if q.Withdraw(id(4)) {
		t.Error("a refused claim was withdrawn")
	}
}

func TestQuotaIsABlock(t *testing.T) {
	q := newQueue(t, Policy{}, map[string]Block{"x": capped(t, 100), "x, tenant a": capped(t, 30)})
	for n := range 3 {
		arrive(t, q, Claim[string]{ID: id(n), Arrived: int64(n), Blocks: []string{"x", "x, tenant a"}, Loss: flat(t, 15)})
	}
	arrive(t, q, Claim[string]{ID: id(9), Arrived: 9, Blocks: []string{"x"}, Loss: flat(t, 70)})
	if d := cmp.Diff([]int{0, 1, 9}, numbers(q.Decide(0).Granted)); d != "" {
		t.Error(d)
	}
}

// TestQueueMadeAgain: a queue made from another's blocks and waiting claims goes on as that one does.
func TestQueueMadeAgain(t *testing.T) {
	rng := rand.New(rand.NewPCG(15, 16))
	for _, unlock := range []Unlock{{Claims: 60}, {Period: 90}} {
		s := draw(t, rng, 3, 120, unlock)
		for _, p := range []Policy{{}, {Order: Share}, {Order: Profit}} {
			q := newQueue(t, p, s.blocks)
			waiting := map[[32]byte]Claim[string]{}
			for n, c := range s.claims {
				if q.Arrive(c) == nil {
					waiting[c.ID] = c
				}
				if n%20 == 10 {
					blocks := map[string]Block{}
					for k := range s.blocks {
						blocks[k], _ = q.Block(k)
					}
					again := newQueue(t, p, blocks)
					for _, c := range waiting { // in any order
						arrive(t, again, c)
					}
					for k, b := range blocks {
						if err := again.Set(k, b); err != nil {
							t.Fatal(err)
						}
					}
					want := q.Decide(int64(n))
					if d := cmp.Diff(want, again.Decide(int64(n))); d != "" {
						t.Fatalf("%+v, tick %d: %s", p, n, d)
					}
					for _, id := range want.Granted {
						delete(waiting, id)
					}
					q = again
				}
			}
		}
	}
}

func TestUnlockedRoundsDown(t *testing.T) {
	rng := rand.New(rand.NewPCG(17, 18))
	for range 2000 {
		var b Block
		for i := range b.Budget.Caps {
			b.Budget.Caps[i] = rng.Uint32N(privacy.MaxLane) >> rng.IntN(24)
			b.Budget.Held[i] = rng.Uint32() >> (8 + rng.IntN(24))
		}
		b.Unlock.Claims = 1 + rng.Uint64N(1<<(1+rng.IntN(38)))
		b.Arrivals = rng.Uint64N(b.Unlock.Claims + 3)
		over := Block{Budget: b.Budget, Unlock: Unlock{Period: b.Unlock.Claims}, Opened: math.MinInt64 + 7}
		now := over.Opened + int64(b.Arrivals)
		u := b.Unlocked(0)
		if u != over.Unlocked(now) {
			t.Fatalf("%+v unlocks %v by claims, %v over time", b, u.Caps, over.Unlocked(now).Caps)
		}
		part := min(b.Arrivals, b.Unlock.Claims)
		for i, c := range b.Budget.Caps {
			if hi, lo := uint64(u.Caps[i])*b.Unlock.Claims, uint64(c)*part; hi > lo || lo-hi >= b.Unlock.Claims {
				t.Fatalf("cap %d at %d/%d unlocks %d", c, part, b.Unlock.Claims, u.Caps[i])
			}
		}
		lanes := b.Budget.Caps
		for i := range lanes {
			lanes[i] >>= rng.IntN(24)
		}
		if l := lossOf(t, lanes); (b.wake(l) <= part) != u.Admits(l) {
			t.Fatalf("%+v wakes %v at %d, is at %d, admits it: %t", b, l, b.wake(l), part, u.Admits(l))
		}
	}
	whole := Block{Budget: privacy.Budget{Caps: flat(t, 7).Lanes()}, Unlock: Unlock{Period: MaxUnlock}, Opened: math.MinInt64}
	if whole.Unlocked(math.MaxInt64) != whole.Budget || whole.Unlocked(math.MinInt64).Caps != (privacy.Budget{}).Caps {
		t.Error("the ends of time unlock something else than all and nothing")
	}
}

func TestBadRulesAreRefused(t *testing.T) {
	for _, p := range []Policy{{Order: 3}, {Order: Profit, Strict: true}} {
		if _, err := NewQueue[string](p); !errors.Is(err, ErrPolicy) {
			t.Errorf("%+v: %v", p, err)
		}
	}
	q := newQueue(t, Policy{}, nil)
	for name, c := range map[string]struct {
		block Block
		want  error
	}{
		"two rules":  {Block{Unlock: Unlock{Claims: 1, Period: 1}}, ErrUnlock},
		"too long":   {Block{Unlock: Unlock{Period: MaxUnlock + 1}}, ErrUnlock},
		"cap at max": {capped(t, privacy.MaxLane), privacy.ErrLane},
	} {
		if err := q.Set("x", c.block); !errors.Is(err, c.want) {
			t.Errorf("%s: %v, want %v", name, err, c.want)
		}
	}
	if _, err := q.Block("x"); !errors.Is(err, privacy.ErrNoBlock) {
		t.Errorf("a refused block is there: %v", err)
	}
}

// BenchmarkProfit packs claims of unlike curves into up to 20 blocks; the most profitable set is proven for few claims only.
func BenchmarkProfit(b *testing.B) {
	for _, c := range []struct{ blocks, claims int }{{1, 500}, {3, 80}, {8, 200}, {20, 3000}} {
		b.Run(fmt.Sprintf("blocks=%d/claims=%d", c.blocks, c.claims), func(b *testing.B) {
			s := draw(b, rand.New(rand.NewPCG(19, 20)), c.blocks, c.claims, Unlock{})
			first, _ := s.run(b, Policy{})
			profit, proven := 0, 0.0
			for b.Loop() {
				granted, d := s.run(b, Policy{Order: Profit})
				if profit = s.profit(granted); d.Optimal {
					proven = 1
				}
			}
			b.ReportMetric(float64(profit)/float64(s.profit(first)), "of-FCFS")
			b.ReportMetric(proven, "proven")
		})
	}
}
