// Package release adds noise to what leaves: sums of clipped vectors, and statistics of contributors' records: counts, histograms, sums,
// means, variances and quantiles, of all rows or of groups that nobody declared (see Tally and Groups).
//
// It promises that each release has the differential privacy its docstring states, per contributor, whatever the contributors'
// values and whatever the code that computed an update: bounding what one contributor can add is done here and not by the caller.
// Neighbouring datasets differ in one contributor whose data is replaced by nothing; which rows and groups of a contributor count
// depends on that contributor alone. All that touches data is integer arithmetic: values are bounded to integers, summed exactly
// and in any order, and get integer noise, so that neither the precision of an output (Haney et al. 2207.13793) nor the rounding
// of a sum (Casacuberta et al. 2207.10635) says anything.
// Confidence intervals are computed from the noisy outputs and public parameters; they cover the noise, not the bounding, nor
// that the contributors are a sample of somebody.
//
// Vector noise comes from ChaCha8 streams, one per 2^15 coordinates, from one key that the caller draws from the operating system. Statistics use the
// integer Laplace noise of github.com/google/differential-privacy/go, which draws from the operating system itself. That
// library's float Gaussian leaks its input and is never used.
//
// It does NOT protect against: who can read the caller's memory; time (adding an update and drawing noise take a little longer
// for some values than for others, and groups as long as there are groups, named or not, so releases have to leave at times that do
// not depend on data); a second release of the same
// data with fresh noise, which is a second release to be paid for; a key that is used twice.
//
// Every probability of rounded vector noise is that of the exact mechanism to a relative 2^-29·max(σ, 1/16) (see addRounded). DiscreteGaussian is
// exact, but how long it takes depends on the noise drawn (Jin et al. 2112.05307). The library's geometric sampler is exact to float64, which is not
// accounted for.
//
// This package does not know about jobs, budgets, files, models, the network or time.
package release
