package operator

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"

	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/runtime"
	clientgoscheme "k8s.io/client-go/kubernetes/scheme"
	"k8s.io/client-go/rest"
	"sigs.k8s.io/controller-runtime/pkg/client"
	"sigs.k8s.io/controller-runtime/pkg/client/fake"
	"sigs.k8s.io/controller-runtime/pkg/envtest"

	"github.com/stintdao/stint/operator/api/v1alpha1"
)

const testNamespace = "stint-system"

func testScheme(t testing.TB) *runtime.Scheme {
	t.Helper()
	s := runtime.NewScheme()
	for _, add := range []func(*runtime.Scheme) error{clientgoscheme.AddToScheme, v1alpha1.AddToScheme} {
		if err := add(s); err != nil {
			t.Fatal(err)
		}
	}
	return s
}

// without skips a test that needs what is not there, or fails it where skipping is forbidden: STINT_FORBID_SKIP lists what must be there.
func without(t testing.TB, what, how string) {
	t.Helper()
	if slices.Contains(strings.Split(os.Getenv("STINT_FORBID_SKIP"), ","), what) {
		t.Fatalf("there is no %s: %s", what, how)
	}
	t.Skipf("there is no %s: %s", what, how)
}

var server struct {
	once sync.Once
	env  *envtest.Environment
	rest *rest.Config
	err  error
}

func TestMain(m *testing.M) {
	code := m.Run()
	if server.env != nil {
		if err := server.env.Stop(); err != nil {
			code = 1
		}
	}
	os.Exit(code)
}

// apiServer is a real kube-apiserver over etcd, one for all tests, with our kinds.
func apiServer(t testing.TB) *rest.Config {
	t.Helper()
	if os.Getenv("KUBEBUILDER_ASSETS") == "" {
		without(t, "apiserver", "make cluster-build, then KUBEBUILDER_ASSETS=$PWD/.lab/bin")
	}
	server.once.Do(func() {
		server.env = &envtest.Environment{CRDDirectoryPaths: []string{filepath.Join("..", "charts", "stint", "crds")}, ErrorIfCRDPathMissing: true}
		server.rest, server.err = server.env.Start()
	})
	if server.err != nil {
		t.Fatal(server.err)
	}
	return server.rest
}

// liveClient is a client of the real API server, in a namespace of its own.
func liveClient(t testing.TB) (client.Client, string) {
	t.Helper()
	c, err := client.New(apiServer(t), client.Options{Scheme: testScheme(t)})
	if err != nil {
		t.Fatal(err)
	}
	n := &corev1.Namespace{ObjectMeta: metav1.ObjectMeta{GenerateName: "test-"}}
	if err := c.Create(t.Context(), n); err != nil {
		t.Fatal(err)
	}
	return c, n.Name
}

// fakeClient is controller-runtime's object tracker: it knows resource versions and status, and no admission.
func fakeClient(t testing.TB) client.Client {
	t.Helper()
	return fake.NewClientBuilder().WithScheme(testScheme(t)).
		WithStatusSubresource(&v1alpha1.TrainingJob{}, &v1alpha1.Dataset{}, &v1alpha1.Environment{}).Build()
}
