package enclosure

import (
	"context"
	"encoding/binary"
	"fmt"
	"io"
	"math"
	"os"
	"strconv"
	"strings"
	"time"

	"github.com/stintdao/stint/c2d"
	"github.com/stintdao/stint/c2d/enclosure/cell"
	"github.com/stintdao/stint/privacy/release"
	"github.com/stintdao/stint/storage"
)

func (c *Conductor) isolate(ctx context.Context, run c2d.Run, p *progress, last []byte) (c2d.Output, error) {
	plan := *run.Spec.Isolate
	if err := plan.Check(); err != nil {
		return c2d.Output{}, err
	}
	// The same check that each round's sum will make, before anything is charged.
	if _, err := release.NewVector(1, plan.Clip, plan.Sigma); err != nil {
		return c2d.Output{}, c2d.Refuse(c2d.BadRequest, "correct the spec and order again", "%v", err)
	}
	weights := make([]float32, plan.Dim)
	if p.now.Done > 0 && !decode(weights, last) {
		return c2d.Output{}, fmt.Errorf("load rounds: a stored model of %d bytes, want %d", len(last), 4*plan.Dim)
	}
	if p.now.Done < int(plan.Rounds) {
		if err := c.train(ctx, run, p, training{plan, weights}); err != nil {
			return c2d.Output{}, err
		}
	}
	return c2d.Output{Name: modelName, Bytes: c2d.EncodeModel(weights)}, nil
}

// training is a plan and the model as it stands.
type training struct {
	c2d.Isolate
	weights []float32
}

// train runs the rounds that are not finished. Everything that can be wrong with the infrastructure is found before the first of
// them begins, and keys are asked for only behind a proven wall.
func (c *Conductor) train(ctx context.Context, run c2d.Run, p *progress, t training) error {
	if c.config.Cells == nil {
		return c2d.Refuse(c2d.SandboxUnavailable, "configure a sandbox", "this node runs no programs")
	}
	l, err := c.program(ctx, t)
	if err != nil {
		return err
	}
	s, err := newStage(ctx, c.config, run.Shards)
	if err != nil {
		return err
	}
	defer s.close()
	s.tar = run.Manifest.Format == "tar"
	count, err := c.laneCount(t.Limit(), len(s.contributors))
	if err != nil {
		return err
	}
	crew, err := c.hire(ctx, count, l)
	if err != nil {
		return err
	}
	defer crew.dismiss()
	if err := s.unlock(ctx, c.config.Keys); err != nil {
		return err
	}
	for round := p.now.Done; round < int(t.Rounds); round++ {
		if err := c.config.Rounds.Begin(ctx, run.Job, round); err != nil {
			return fmt.Errorf("begin round %d: %w", round, err)
		}
		p.set(round+1, round)
		if err := c.round(ctx, crew, s, t, round); err != nil {
			return err
		}
		if err := c.config.Rounds.Finish(ctx, run.Job, round, encode(t.weights)); err != nil {
			return fmt.Errorf("finish round %d: %w", round, err)
		}
		p.set(round+1, round+1)
	}
	return nil
}

// round runs the program over every contributor once and moves the model. The weights change only when everything went well.
func (c *Conductor) round(ctx context.Context, crew *crew, s *stage, t training, round int) error {
	sum, err := release.NewVector(int(t.Dim), t.Clip, t.Sigma)
	if err != nil {
		return c2d.Refuse(c2d.BadRequest, "correct the spec and order again", "%v", err)
	}
	var model []byte
	if round > 0 {
		model = encode(t.weights)
	}
	if err := crew.pass(ctx, s, t, model, sum); err != nil {
		return err
	}
	key, err := release.NewKey(c.config.Rand)
	if err != nil {
		return fmt.Errorf("draw noise: %w", err)
	}
	noisy, err := sum.Release(key)
	if err != nil {
		return fmt.Errorf("draw noise: %w", err)
	}
	step(t.weights, noisy, float64(t.Rate)/1e6/float64(len(s.contributors)))
	return nil
}

// step is weights += scale · sum, kept finite: a model that is not cannot leave.
func step(weights []float32, sum []float64, scale float64) {
	for i := range weights {
		w := float64(weights[i]) + scale*sum[i]
		weights[i] = float32(min(max(w, -math.MaxFloat32), math.MaxFloat32))
	}
}

// program returns what every cell is to hold, or refuses what these cells could not run.
func (c *Conductor) program(ctx context.Context, t training) (load, error) {
	l := load{params: []byte(t.Params)}
	if len(l.params) == 0 {
		l.params = []byte("{}")
	}
	if t.Image != nil { // it is in the cells already
		l.command = t.Image.Command
		if picky, ok := c.config.Cells.(interface{ AcceptsImage(c2d.Image) error }); ok {
			return l, picky.AcceptsImage(*t.Image)
		}
		return l, nil
	}
	var err error
	if l.program, err = c.fetchProgram(ctx, t.Program); err != nil {
		return load{}, err
	}
	if picky, ok := c.config.Cells.(interface{ Accepts(program []byte) error }); ok {
		return l, picky.Accepts(l.program)
	}
	return l, nil
}

func (c *Conductor) fetchProgram(ctx context.Context, ref storage.Ref) ([]byte, error) {
	next := "store the program again, or order with another"
	obj, err := c.config.Vault.Open(ctx, ref)
	if err != nil {
		if ctx.Err() != nil {
			return nil, ctx.Err()
		}
		return nil, c2d.Refuse(c2d.RunFailed, next, "the program %s cannot be fetched: %v", ref, err)
	}
	defer obj.Close()
	b := make([]byte, obj.Size())
	if _, err := io.ReadFull(io.NewSectionReader(obj, 0, obj.Size()), b); err != nil {
		if ctx.Err() != nil {
			return nil, ctx.Err()
		}
		return nil, c2d.Refuse(c2d.RunFailed, next, "the program %s cannot be fetched: %v", ref, err)
	}
	return b, nil
}

// laneCount is how many shards run at the same moment. It depends on the machine and public numbers only.
func (c *Conductor) laneCount(memory uint32, contributors int) (int, error) {
	if c.config.Lanes > 0 {
		return min(c.config.Lanes, contributors), nil
	}
	n := min(max(len(processors()), 1), MaxLanes, contributors)
	if free := availableMemory(); free > 0 {
		n = min(n, int(free/(int64(memory)<<20)))
	}
	if n == 0 {
		return 0, c2d.Refuse(c2d.Unavailable, "order with less memory, or try again later", "the machine has less than the %d MiB that a program may use", memory)
	}
	return n, nil
}

// availableMemory is what new programs could use, in bytes; 0 if the kernel does not say.
func availableMemory() int64 {
	b, err := os.ReadFile("/proc/meminfo")
	if err != nil {
		return 0
	}
	for line := range strings.Lines(string(b)) {
		f := strings.Fields(line)
		if len(f) >= 2 && f[0] == "MemAvailable:" {
			kib, _ := strconv.ParseInt(f[1], 10, 64)
			return kib << 10
		}
	}
	return 0
}

// encode writes weights as little-endian float32: what programs read, and what a round stores.
func encode(weights []float32) []byte {
	b := make([]byte, 0, 4*len(weights))
	for _, w := range weights {
		b = binary.LittleEndian.AppendUint32(b, math.Float32bits(w))
	}
	return b
}

func decode(weights []float32, b []byte) bool {
	if len(b) != 4*len(weights) {
		return false
	}
	for i := range weights {
		weights[i] = math.Float32frombits(binary.LittleEndian.Uint32(b[4*i:]))
	}
	return true
}

func (t training) task(limit time.Duration) cell.Task {
	return cell.Task{Output: 4 * t.Dim, Memory: t.Limit(), Limit: uint32(limit.Milliseconds())}
}
