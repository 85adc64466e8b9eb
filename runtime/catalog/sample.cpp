#include "runtime/catalog/sample.h"

#include <algorithm>
#include <boost/math/distributions/beta.hpp>
#include <boost/math/distributions/gamma.hpp>
#include <boost/math/distributions/normal.hpp>
#include <cmath>

#include "runtime/catalog/tag_type.h"

namespace pol::catalog {
namespace {

// Errors of the quantile functions come back as NaN or infinity, never as exceptions; drawing clamps them.
namespace policies = boost::math::policies;
using Quiet = policies::policy<
    policies::domain_error<policies::ignore_error>, policies::pole_error<policies::ignore_error>,
    policies::overflow_error<policies::ignore_error>, policies::underflow_error<policies::ignore_error>,
    policies::denorm_error<policies::ignore_error>, policies::evaluation_error<policies::ignore_error>,
    policies::rounding_error<policies::ignore_error>,
    policies::indeterminate_result_error<policies::ignore_error>,
    policies::promote_double<false>>;  // double is ample for drawing, and long double takes three times as
                                       // long
using Normal = boost::math::normal_distribution<double, Quiet>;
using Gamma = boost::math::gamma_distribution<double, Quiet>;
using Beta = boost::math::beta_distribution<double, Quiet>;

// The finalizer of splitmix64: every bit of the input moves about half of the output.
constexpr std::uint64_t mix(std::uint64_t x) {
  x += 0x9E3779B97F4A7C15u;
  x = (x ^ (x >> 30)) * 0xBF58476D1CE4E5B9u;
  x = (x ^ (x >> 27)) * 0x94D049BB133111EBu;
  return x ^ (x >> 31);
}

// `domain` keeps a tag and a group of one name apart.
std::uint64_t stream_of(std::uint64_t seed, char domain, std::string_view name) {
  std::uint64_t hash = mix(seed ^ static_cast<unsigned char>(domain));
  for (char c : name) hash = mix(hash ^ static_cast<unsigned char>(c));
  return mix(hash ^ name.size());
}

// In (0, 1), never an end: quantiles are finite. `draw` tells the numbers of one person in one stream apart.
double uniform(std::uint64_t stream, std::uint64_t person, std::uint64_t draw) {
  const std::uint64_t bits = mix(mix(stream ^ mix(person)) + draw);
  return (static_cast<double>(bits >> 11) + 0.5) * 0x1p-53;
}
constexpr std::uint64_t kPresence = 0, kValue = 1;

double normal_quantile(double u) {
  return quantile(Normal(), u);
}

// The person's standing in the tag's distribution: a uniform number, or one that leans with the group.
double standing(const Sample& sample, std::uint64_t tag, std::uint64_t group, std::uint64_t person) {
  const double own = uniform(tag, person, kValue);
  if (sample.group.empty()) return own;
  const double r = sample.correlation;
  const double z =
      r * normal_quantile(uniform(group, person, kValue)) + std::sqrt(1 - r * r) * normal_quantile(own);
  return std::clamp(cdf(Normal(), z), 0x1p-54, 1 - 0x1p-53);
}

const Sample::Choice& pick(const Sample& sample, double u, double total) {
  double rest = u * total;
  const Sample::Choice* last = &sample.choices.front();
  for (const Sample::Choice& choice : sample.choices) {
    if (choice.weight <= 0) continue;
    last = &choice;
    if ((rest -= choice.weight) < 0) break;
  }
  return *last;
}

// In the tag's unit.
double figure(const Sample& sample, double u) {
  switch (sample.form) {
    case Sample::Form::uniform:
      return sample.a + u * (sample.b - sample.a);
    case Sample::Form::normal:
      return sample.a + sample.b * normal_quantile(u);
    case Sample::Form::lognormal:
      return sample.a * std::exp(sample.b * normal_quantile(u));
    case Sample::Form::gamma:
      return quantile(Gamma(sample.a, sample.b), u);
    case Sample::Form::beta:
      return quantile(Beta(sample.a, sample.b), u);
    case Sample::Form::typical:
    case Sample::Form::constant:
    case Sample::Form::choice:
    case Sample::Form::sequence:
      break;
  }
  return 0;
}

// To the tag's grain, half even, and into its range.
i128 stored(double figure, const Type& type) {
  const double scaled = figure * std::pow(10.0, type.scale);
  if (!(scaled > static_cast<double>(type.range.lo))) return type.range.lo;  // NaN too
  if (scaled >= static_cast<double>(type.range.hi)) return type.range.hi;
  return fitted(static_cast<i128>(std::nearbyint(scaled)), 1, type);
}

Drawn typical(const Tag& tag) {
  if (tag.typical.missing) return {cause::not_asked, 0, {}};
  return {cause::present, tag.typical.number, tag.typical.text};
}

}  // namespace

Sampler::Sampler(const Catalog& catalog, std::uint64_t seed) : catalog_(catalog) {
  for (const Tag& tag : catalog.tags) {
    Stream stream{stream_of(seed, 't', tag.id)};
    if (tag.sample) {
      stream.group = stream_of(seed, 'g', tag.sample->group);
      for (const Sample::Choice& choice : tag.sample->choices) stream.total_weight += choice.weight;
    }
    streams_.push_back(stream);
  }
}

Drawn Sampler::draw(std::uint64_t person, std::size_t index, unsigned element) const {
  const Tag& tag = catalog_.tags[index];
  Stream stream = streams_[index];
  if (!tag.sample) return typical(tag);
  if (element > 1) stream.tag = mix(stream.tag + element);
  const Sample& sample = *tag.sample;
  double presence = uniform(stream.tag, person, kPresence);
  for (const Sample::Missing& missing : sample.missing)
    if ((presence -= missing.share) < 0) return {missing.cause, 0, {}};
  if (sample.form == Sample::Form::typical) return typical(tag);
  if (sample.form == Sample::Form::sequence) {
    std::string number = std::to_string(sample.first + person - 1);
    if (number.size() < sample.digits) number.insert(0, sample.digits - number.size(), '0');
    return {cause::present, 0, sample.before + number + sample.after};
  }
  const double u = standing(sample, stream.tag, stream.group, person);
  if (sample.form == Sample::Form::constant || sample.form == Sample::Form::choice) {
    const Sample::Choice& choice = pick(sample, u, stream.total_weight);
    return {cause::present, choice.number, choice.text};
  }
  return {cause::present, stored(figure(sample, u), tag.type), {}};
}

std::vector<Drawn> Sampler::row(std::uint64_t person) const {
  std::vector<Drawn> drawn;
  drawn.reserve(catalog_.tags.size());
  for (std::size_t tag = 0; tag < catalog_.tags.size(); ++tag)
    for (unsigned element = 1; element <= std::max<unsigned>(1, catalog_.tags[tag].type.count); ++element)
      drawn.push_back(draw(person, tag, element));
  return drawn;
}

}  // namespace pol::catalog
