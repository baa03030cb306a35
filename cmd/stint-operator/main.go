// Stint-operator runs stint jobs in a Kubernetes cluster: controllers for its custom resources, the broker that conductors get keys from, and
// the HTTP API that stint's commands speak, all over one engine. This package holds flags, environment and wiring, and nothing else.
//
// It promises that its keys stay in one Secret of its namespace and in its memory. It does not protect that Secret from whoever administers the
// cluster.
//
// This package does not know about rules of jobs, privacy or money.
package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"os/signal"
	"runtime/debug"
	"syscall"
	"time"

	"github.com/go-logr/logr"
	"github.com/spf13/cobra"
	ctrl "sigs.k8s.io/controller-runtime"

	"github.com/stintdao/stint/operator"
	"github.com/stintdao/stint/storage/doors"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	if err := command().ExecuteContext(ctx); err != nil {
		fmt.Fprintln(os.Stderr, "stint-operator:", err)
		os.Exit(1)
	}
}

// config is what the operator is told.
type config struct {
	Namespace     string
	Listen        string
	BrokerListen  string
	MetricsListen string
	HealthListen  string
	Hosts         []string

	Storage     string
	StorageCIDR string
	Sources     []string
	Chain       string
	Contracts   string
	Broker      string

	Confirmations string // see chain.ParseFinality
	DrawEvery     time.Duration
	Images        operator.Images
	Forbidden     []string
	Workers       int
	Debug         bool
}

// Check refuses a configuration that cannot work.
func (c config) Check() error {
	switch {
	case c.Namespace == "":
		return errors.New("name the operator's namespace with --namespace")
	case c.Storage == "" || c.Chain == "":
		return errors.New("name the store with --storage and the chain with --chain")
	case c.Images.Conductor == "" || c.Images.Cell == "":
		return errors.New("name the platform's images, by digest, with --image-conductor and --image-cell")
	case c.Broker == "":
		return errors.New("name the Service of the broker with --broker-service")
	case c.Workers < 1 || c.Workers > 256:
		return fmt.Errorf("%d workers, want 1 to 256", c.Workers)
	case c.DrawEvery < 0:
		return fmt.Errorf("--draw-every %v, want 0s or more", c.DrawEvery)
	}
	return c.Images.Check()
}

func command() *cobra.Command {
	var c config
	cmd := &cobra.Command{
		Use:           "stint-operator",
		Short:         "Run stint jobs in a Kubernetes cluster",
		Args:          cobra.NoArgs,
		SilenceUsage:  true,
		SilenceErrors: true,
		Version:       version(),
		RunE: func(cmd *cobra.Command, _ []string) error {
			if err := c.Check(); err != nil {
				return err
			}
			level := slog.LevelInfo
			if c.Debug {
				level = slog.LevelDebug
			}
			log := slog.New(slog.NewTextHandler(os.Stderr, &slog.HandlerOptions{Level: level}))
			ctrl.SetLogger(logr.FromSlogHandler(log.Handler()))
			return operate(cmd.Context(), c, log)
		},
	}
	f := cmd.Flags()
	f.StringVar(&c.Namespace, "namespace", os.Getenv("POD_NAMESPACE"), "the operator's own namespace: where TrainingJobs and Datasets are")
	f.StringVar(&c.Listen, "listen", ":8750", "address of the HTTP API")
	f.StringVar(&c.BrokerListen, "broker-listen", ":8751", "address that conductors get keys at")
	f.StringVar(&c.MetricsListen, "metrics-listen", ":8080", "address of the metrics; 0 for none")
	f.StringVar(&c.HealthListen, "health-listen", ":8081", "address of the probes")
	f.StringSliceVar(&c.Hosts, "host", nil, "names besides localhost that the HTTP API may be called by")
	f.StringVar(&c.Storage, "storage", "", "URL of the store: a node's HTTP API; a Service of the namespace may be named")
	f.StringVar(&c.StorageCIDR, "storage-cidr", "", "the store's addresses, where it is no Service of the namespace")
	f.StringArrayVar(&c.Sources, "source", nil, "fetch contributed shards that the store does not hold from here: "+doors.Kinds+"; again for more")
	f.StringVar(&c.Chain, "chain", "", "URL of the chain's JSON-RPC; a Service of the namespace may be named")
	f.StringVar(&c.Contracts, "contracts", "", "file with the contracts' addresses; empty to ask the store's node")
	f.StringVar(&c.Confirmations, "confirmations", "0", "take an effect on the chain as done so many blocks later, or when its block is safe or finalized; keys are released no earlier")
	f.DurationVar(&c.DrawEvery, "draw-every", time.Hour, "be paid this often for the machine time that a running job's trainer vouched for; 0s when the job ends")
	f.StringVar(&c.Broker, "broker-service", "", "the Service that conductors reach the broker by")
	f.StringVar(&c.Images.Conductor, "image-conductor", "", "the conductor's image, by digest")
	f.StringVar(&c.Images.Cell, "image-cell", "", "the cells' image, by digest")
	f.StringSliceVar(&c.Forbidden, "forbid", nil, "further destinations that cells must prove not to reach, as \"tcp IP:PORT what it is\"")
	f.IntVar(&c.Workers, "workers", operator.DefaultWorkers, "jobs that are advanced side by side")
	f.BoolVar(&c.Debug, "debug", false, "log more")
	return cmd
}

func version() string {
	b, ok := debug.ReadBuildInfo()
	if !ok || b.Main.Version == "" {
		return "(devel)"
	}
	return b.Main.Version
}
