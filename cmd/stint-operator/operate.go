package main

import (
	"context"
	"crypto/rand"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"net/http/httputil"
	"net/url"
	"os"
	"path/filepath"
	"time"

	k8sruntime "k8s.io/apimachinery/pkg/runtime"
	utilruntime "k8s.io/apimachinery/pkg/util/runtime"
	"k8s.io/client-go/discovery"
	clientgoscheme "k8s.io/client-go/kubernetes/scheme"
	ctrl "sigs.k8s.io/controller-runtime"
	"sigs.k8s.io/controller-runtime/pkg/client"
	"sigs.k8s.io/controller-runtime/pkg/healthz"
	"sigs.k8s.io/controller-runtime/pkg/manager"
	"sigs.k8s.io/controller-runtime/pkg/metrics"
	metricsserver "sigs.k8s.io/controller-runtime/pkg/metrics/server"

	"github.com/stintdao/stint/c2d"
	"github.com/stintdao/stint/c2d/airlock"
	"github.com/stintdao/stint/c2d/broker"
	"github.com/stintdao/stint/c2d/enclosure"
	"github.com/stintdao/stint/c2d/market"
	"github.com/stintdao/stint/c2d/web"
	"github.com/stintdao/stint/datatoken"
	"github.com/stintdao/stint/datatoken/chain"
	"github.com/stintdao/stint/operator"
	"github.com/stintdao/stint/operator/api/v1alpha1"
	"github.com/stintdao/stint/storage"
	"github.com/stintdao/stint/storage/doors"
)

// margin is how long before an order's deadline a job that has not started is given up: what it takes to make pods and to settle.
const margin = 2 * time.Minute

// operate wires the operator and runs it until ctx ends.
func operate(ctx context.Context, c config, log *slog.Logger) error {
	rest, err := ctrl.GetConfig()
	if err != nil {
		return fmt.Errorf("find the cluster: %w", err)
	}
	rest.QPS, rest.Burst = -1, -1 // priority and fairness are the API server's
	scheme := k8sruntime.NewScheme()
	utilruntime.Must(clientgoscheme.AddToScheme(scheme))
	utilruntime.Must(v1alpha1.AddToScheme(scheme))
	m, err := ctrl.NewManager(rest, ctrl.Options{
		Scheme: scheme, Cache: operator.CacheOptions(c.Namespace), Metrics: metricsserver.Options{BindAddress: c.MetricsListen},
		HealthProbeBindAddress: c.HealthListen, LeaderElection: true, LeaderElectionID: "stint-operator", LeaderElectionNamespace: c.Namespace,
		LeaderElectionReleaseOnCancel: true,
	})
	if err != nil {
		return fmt.Errorf("make manager: %w", err)
	}
	live, err := client.New(rest, client.Options{Scheme: scheme})
	if err != nil {
		return fmt.Errorf("make client: %w", err)
	}
	leads := make(chan struct{})
	n := node{config: c, log: log, m: m, live: live, leads: leads}
	// Everything else is made when this replica leads: of two that share one account, the other must not send.
	if err := m.Add(manager.RunnableFunc(n.lead)); err != nil {
		return fmt.Errorf("make manager: %w", err)
	}
	ready := func(*http.Request) error {
		select {
		case <-leads:
			return nil
		default:
			return errors.New("this replica does not lead, or is not ready yet")
		}
	}
	if err := errors.Join(m.AddHealthzCheck("alive", healthz.Ping), m.AddReadyzCheck("leads", ready)); err != nil {
		return fmt.Errorf("add probes: %w", err)
	}
	return m.Start(ctx)
}

// node is the operator while it leads.
type node struct {
	config
	log   *slog.Logger
	m     manager.Manager
	live  client.Client
	leads chan<- struct{} // closed once it does, and answers
}

// lead makes the operator's parts and runs them until ctx ends.
func (n *node) lead(ctx context.Context) error {
	discover, err := discovery.NewDiscoveryClientForConfig(n.m.GetConfig())
	if err != nil {
		return fmt.Errorf("make client: %w", err)
	}
	store, err := n.find(ctx, n.Storage)
	if err != nil {
		return err
	}
	chainAt, err := n.find(ctx, n.Chain)
	if err != nil {
		return err
	}
	api, err := web.NewClient(n.Storage, web.At(store.address))
	if err != nil {
		return err
	}
	vault := web.ClientVault{Client: api}
	fetching, done, err := n.sources(ctx, vault)
	if err != nil {
		return err
	}
	defer done()
	at, info, err := n.contracts(ctx, api)
	if err != nil {
		return err
	}
	keys, err := loadKeys(ctx, n.live, n.Namespace)
	if err != nil {
		return err
	}
	eth, err := chain.Dial(ctx, chainAt.url, at)
	if err != nil {
		return err
	}
	defer eth.Close()
	if err := n.fund(ctx, eth, api, keys.wallet.Address()); err != nil {
		return err
	}
	sender, shut, err := n.sender(ctx, eth, keys.wallet)
	if err != nil {
		return err
	}
	defer shut()
	exchange := market.New(sender)

	cached := n.m.GetCache()
	catalogue := operator.NewCatalogue(cached, n.live, n.Namespace)
	journal := operator.NewJournal(cached, n.live, n.Namespace)
	environments := &operator.Environments{Cached: cached, Live: n.live, Version: func(context.Context) (string, error) {
		v, err := discover.ServerVersion()
		if err != nil {
			return "", err
		}
		return v.GitVersion, nil
	}}
	runs := operator.NewRuns(cached, n.live, n.Namespace, vault, keys.broker, rand.Reader)
	services, self, err := n.services(ctx, store, keys.broker.Fingerprint())
	if err != nil {
		return err
	}
	counts := operator.NewMetrics(metrics.Registry)
	runner, err := operator.NewRunner(operator.RunnerConfig{
		Cached: cached, Live: n.live, Runs: runs, Environments: environments, Vault: vault, Secrets: keys.broker, Images: n.Images, Services: services,
		Sealed: operator.Sealed(cached, n.Namespace, n.Images), Now: time.Now, Random: rand.Reader,
	})
	if err != nil {
		return err
	}
	if err := operator.Sealed(n.live, n.Namespace, n.Images)(ctx); err != nil {
		return err
	}
	holder := operator.NewBroker(operator.BrokerConfig{
		Cached: cached, Live: n.live, Runner: runner, Journal: journal, Exchange: exchange, Environments: environments, Identity: keys.identity,
		Forbidden: n.Forbidden, Self: self, Metrics: counts, Log: n.log, Random: rand.Reader,
		Events: operator.NewEvents(n.m.GetEventRecorder("stint-operator"), n.Namespace),
	})
	engine, err := c2d.New(c2d.Config{
		Vault: vault, Exchange: exchange, Vouchers: exchange, Signer: exchange, Ledger: exchange, Runner: runner, Journal: journal, Catalogue: catalogue,
		Judge: airlock.Judge, Now: time.Now, Rand: rand.Reader, Provider: keys.wallet.Address(), Margin: margin, DrawEvery: n.DrawEvery,
	})
	if err != nil {
		return err
	}
	registry := &market.Registry{Client: eth, Vault: vault, Catalogue: catalogue, Journal: journal, Unwrap: enclosure.Keyring{Identity: keys.identity}.Unwrap, Faucet: api.Fund}
	server, err := n.gateway(engine, vault, fetching, catalogue, exchange, registry, keys, at, info, store, chainAt, func(ctx context.Context, environment string) (web.Probe, error) {
		p, err := holder.Probe(ctx, environment)
		if err != nil {
			return p, err
		}
		p.Provider, p.At = keys.wallet.Address(), time.Now().UTC().Truncate(time.Second)
		p.Signature, err = exchange.SignReceipt(ctx, p.Digest())
		return p, err
	})
	if err != nil {
		return err
	}
	for _, add := range []func(ctrl.Manager) error{
		(&operator.Jobs{
			Cached: cached, Live: n.live, Namespace: n.Namespace, Engine: engine, Runner: runner, Broker: holder, Metrics: counts, Log: n.log,
			Now: time.Now, Workers: n.Workers,
		}).SetupWithManager,
		(&operator.Datasets{
			Cached: cached, Namespace: n.Namespace, Catalogue: catalogue, Ledger: exchange, Register: registry.Register,
		}).SetupWithManager,
		environments.SetupWithManager,
	} {
		if err := add(n.m); err != nil {
			return fmt.Errorf("make controller: %w", err)
		}
	}
	go exchange.Tend(ctx, time.Now, n.log)
	return n.serve(ctx, server, &broker.Server{Secret: keys.broker, Holder: holder, Rounds: runs, Log: n.log}, func(ctx context.Context) error {
		return counts.Count(ctx, cached, n.Namespace)
	})
}

// serve answers visitors and conductors until ctx ends, or one of the two cannot.
func (n *node) serve(ctx context.Context, server *web.Server, b *broker.Server, count func(context.Context) error) error {
	visitors, err := net.Listen("tcp", n.Listen)
	if err != nil {
		return fmt.Errorf("listen: %w", err)
	}
	conductors, err := net.Listen("tcp", n.BrokerListen)
	if err != nil {
		return errors.Join(fmt.Errorf("listen: %w", err), visitors.Close())
	}
	ctx, stop := context.WithCancel(ctx)
	defer stop()
	ended := make(chan error, 2)
	go func() { ended <- server.Serve(ctx, visitors) }()
	go func() { ended <- b.Serve(ctx, conductors) }()
	go func() {
		for ctx.Err() == nil {
			if err := count(ctx); err != nil && ctx.Err() == nil {
				n.log.Warn("jobs were not counted", "err", err)
			}
			select {
			case <-ctx.Done():
			case <-time.After(15 * time.Second):
			}
		}
	}()
	n.log.Info("ready", "api", visitors.Addr(), "broker", conductors.Addr())
	close(n.leads)
	err = <-ended
	stop()
	return errors.Join(err, <-ended)
}

// contracts returns the addresses of the contracts, and what the store's node says of itself.
func (n *node) contracts(ctx context.Context, api *web.Client) (at datatoken.Addresses, info web.Info, err error) {
	for {
		info, err = api.Node(ctx)
		if err == nil || ctx.Err() != nil || n.Contracts != "" {
			break
		}
		n.log.Info("waiting for the store", "err", err)
		select {
		case <-ctx.Done():
		case <-time.After(time.Second):
		}
	}
	if n.Contracts == "" {
		return info.Contracts, info, err
	}
	b, err := os.ReadFile(n.Contracts)
	if err == nil {
		err = json.Unmarshal(b, &at)
	}
	if err == nil {
		err = at.Check()
	}
	if err != nil {
		return at, info, fmt.Errorf("read contracts: %w", err)
	}
	return at, info, nil
}

// lowEther is when the provider's account asks a development chain for more.
var lowEther = datatoken.Units(1_000_000_000_000_000_000)

// fund sees to it that the provider can pay for gas: by a development chain's faucet, where there is one.
// scratch is where the operator keeps what it can make again.
func scratch(name string) string { return filepath.Join(os.TempDir(), "stint", name) }

// sender acts for the provider, and has the client read from an index of the chain's events. Both write to a directory that lives as long as the pod: what is lost with
// it is asked of the chain again.
func (n *node) sender(ctx context.Context, eth *chain.Client, key chain.Signer) (*chain.Sender, func(), error) {
	final, err := chain.ParseFinality(n.Confirmations)
	if err != nil {
		return nil, nil, fmt.Errorf("read --confirmations: %w", err)
	}
	if err := os.MkdirAll(scratch(""), 0o700); err != nil {
		return nil, nil, fmt.Errorf("make directory: %w", err)
	}
	events, err := market.Follow(eth, scratch("events.db"), n.log)
	if err != nil {
		return nil, nil, fmt.Errorf("open index of the chain's events: %w", err)
	}
	outbox, err := chain.OpenOutbox(ctx, scratch("outbox"), eth, key.Address())
	if err != nil {
		return nil, nil, errors.Join(err, events.Close())
	}
	done := func() {
		if err := errors.Join(outbox.Close(), events.Close()); err != nil {
			n.log.Warn("close what was sent and seen", "err", err)
		}
	}
	s, err := chain.OpenSender(ctx, eth, key, chain.Sending{Outbox: outbox, Policy: chain.Provider(final)})
	if err != nil {
		done()
		return nil, nil, err
	}
	return s, done, nil
}

func (n *node) fund(ctx context.Context, eth *chain.Client, api *web.Client, who datatoken.Address) error {
	ether, _, err := eth.Balances(ctx, who)
	if err != nil {
		return err
	}
	if ether.Cmp(lowEther) >= 0 {
		return nil
	}
	if err := api.Fund(ctx, who); err != nil {
		n.log.Warn("the provider's account is low on ether", "account", who, "has", ether, "err", err)
	}
	return nil
}

// sources is the store, into which what it does not hold is fetched from wherever else contributors put their shards.
func (n *node) sources(ctx context.Context, store storage.Store) (storage.Store, func() error, error) {
	from := []storage.Store{store}
	var open []func() error
	done := func() (err error) {
		for _, d := range open {
			err = errors.Join(err, d())
		}
		return err
	}
	for _, at := range n.Sources {
		s, d, err := doors.Open(ctx, at, doors.Config{Getenv: os.Getenv, Rand: rand.Reader})
		if err != nil {
			return nil, nil, errors.Join(fmt.Errorf("open source %s: %w", at, err), done())
		}
		from, open = append(from, s), append(open, d)
	}
	if len(from) == 1 {
		return store, done, nil
	}
	return storage.Cached(storage.Any(storage.Patience, from...), store), done, nil
}

// gateway is the HTTP API of the operator: that of a node.
func (n *node) gateway(engine *c2d.Engine, vault web.ClientVault, fetching c2d.Vault, catalogue *operator.Catalogue, exchange *market.Market, registry *market.Registry,
	keys keys, at datatoken.Addresses, info web.Info, store, chainAt service, probe func(context.Context, string) (web.Probe, error),
) (*web.Server, error) {
	inbox := market.Pending{Inbox: &operator.Inbox{Live: n.live, Vault: vault, Namespace: n.Namespace}, At: at, Vault: fetching}
	return web.New(web.Config{
		Engine: engine, Vault: vault, Catalogue: catalogue, Ledger: exchange, Chain: registry, Grants: registry, Inbox: inbox, Log: n.log, Wake: func() {},
		Now: time.Now, Rand: rand.Reader, Uploads: vault.Client, Gateway: forward(store), RPC: forward(chainAt), Probe: probe, Hosts: n.Hosts,
		Info: web.Info{
			Version: version(), Provider: keys.wallet.Address(), Recipient: keys.identity.Recipient().String(), Tier: "by environment", Lanes: 1,
			RPC: "rpc", Contracts: at, Currency: info.Currency,
		},
	})
}

// forward passes requests on to a service, under its own name.
func forward(s service) http.Handler {
	target, err := url.Parse(s.named)
	if err != nil {
		panic(err) // find parsed it
	}
	return &httputil.ReverseProxy{
		Transport: web.At(s.address).Transport,
		Rewrite: func(r *httputil.ProxyRequest) {
			r.Out.URL.Scheme, r.Out.URL.Host, r.Out.Host = target.Scheme, target.Host, target.Host
			if r.In.URL.Path == "/rpc" {
				r.Out.URL.Path, r.Out.URL.RawPath = "/", ""
			}
		},
	}
}
