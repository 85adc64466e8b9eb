#include "tests/bench/comparison/rows.h"

#include <algorithm>
#include <cmath>
#include <initializer_list>

namespace pol::comparison {
namespace {

// splitmix64: the numbers of one row.
class Draws {
 public:
  Draws(std::uint64_t seed, std::uint64_t row)
      : state_(seed * 0x9E3779B97F4A7C15u ^ (row + 1) * 0xD1B54A32D192ED03u) {}
  std::uint64_t bits() {
    std::uint64_t z = state_ += 0x9E3779B97F4A7C15u;
    z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9u;
    z = (z ^ (z >> 27)) * 0x94D049BB133111EBu;
    return z ^ (z >> 31);
  }
  bool of_100(unsigned share) { return bits() % 100 < share; }
  std::int32_t between(std::int32_t lo, std::int32_t hi) {
    return lo + static_cast<std::int32_t>(bits() % static_cast<std::uint64_t>(hi - lo + 1));
  }
  // The sum of several: a hill around the middle.
  std::int32_t hill(std::int32_t lo, std::int32_t hi) {
    return static_cast<std::int32_t>((std::int64_t{between(lo, hi)} + between(lo, hi) + between(lo, hi)) / 3);
  }
  // Small numbers often, large ones seldom.
  std::int32_t seldom(std::int32_t hi) {
    const std::int32_t within = between(0, 3) ? hi / 8 : hi;
    return within ? between(0, within) : 0;
  }
  std::uint8_t one_of(std::initializer_list<unsigned> weights) {
    unsigned sum = 0;
    for (const unsigned w : weights) sum += w;
    auto left = static_cast<unsigned>(bits() % sum);
    std::uint8_t i = 0;
    for (const unsigned w : weights) {
      if (left < w) break;
      left -= w;
      ++i;
    }
    return i;
  }
  // Hundredths of a yuan: `typical` yuan times a power of two from 1/16 to 16, within the range.
  std::int64_t money(std::int64_t typical, std::int64_t most) {
    const int power = between(-4, 4);
    const std::int64_t around = power < 0 ? (typical * 100) >> -power : (typical * 100) << power;
    const auto drawn = around / 2 + static_cast<std::int64_t>(bits() % static_cast<std::uint64_t>(around));
    return std::min(drawn, most * 100);
  }

 private:
  std::uint64_t state_;
};

}  // namespace

Row draw(std::uint64_t seed, std::uint64_t number, Missing missing) {
  Draws d(seed, number);
  Row r{};
  r.id_verified = d.of_100(98);
  r.court_debtor_listed = d.of_100(2);
  r.account_frozen = d.of_100(1);
  r.licence_valid = d.of_100(93);
  r.owner_guarantee = d.of_100(45);
  r.tax_arrears = d.of_100(4);
  r.repeat_customer = d.of_100(40);
  r.pos_terminal = d.of_100(70);
  r.trade = d.one_of({30, 15, 12, 10, 15, 5, 5, 8});
  r.region = d.one_of({20, 25, 20, 10, 15, 10});
  r.legal_form = d.one_of({55, 20, 25});
  r.purpose = d.one_of({40, 20, 30, 10});
  r.months_trading = d.seldom(600);
  r.owner_age = d.hill(18, 75);
  r.employees = d.seldom(80);
  r.active_lenders = d.seldom(16);
  r.inquiries_3m = d.seldom(24);
  r.late_payments_12m = d.of_100(65) ? 0 : d.between(1, 6);
  r.worst_arrears_days = r.late_payments_12m ? d.seldom(240) : 0;
  r.on_time_months = d.between(0, 48);
  r.bounced_debits_6m = d.of_100(75) ? 0 : d.between(1, 6);
  r.accounts = d.seldom(24);
  r.months_at_address = d.seldom(500);
  r.months_since_default = d.between(6, 360);
  r.asked_months = 3 * d.between(1, 20);
  r.till_days_90d = d.between(30, 90);
  r.score = d.hill(440, 850);
  r.card_use = d.between(0, 12'000);
  r.revenue_trend = d.hill(-10'000, 12'000);
  r.top_customer_share = d.between(0, 10'000);
  r.tax_ratio = d.between(0, 4'000);
  r.identity_confidence = d.hill(3'000, 10'000);
  r.tax_turnover_12m = d.money(700'000, 50'000'000);
  r.bank_inflow_12m = d.money(800'000, 50'000'000);
  r.till_turnover_12m = d.money(500'000, 50'000'000);
  r.free_cash_month = d.money(30'000, 10'000'000) - (d.of_100(10) ? 4'000'000 : 0);
  r.debt_service_month = d.money(3'000, 10'000'000);
  r.total_debt = d.money(120'000, 50'000'000);
  r.previous_limit = d.money(50'000, 5'000'000);
  r.asked_amount = std::max(d.money(150'000, 5'000'000), std::int64_t{100'000});
  // Drawn in any case, so that other columns stay the same.
  constexpr unsigned kMissing[kOptionals] = {35, 45, 60, 5, 60, 30};
  for (unsigned i = 0; i < kOptionals; ++i) {
    const bool here = !d.of_100(kMissing[i]);
    if (missing == Missing::none || (missing == Missing::some && here)) r.present |= std::uint8_t(1u << i);
  }
#define POL_FIELD(type, tag)
#define POL_OPTIONAL(type, tag) \
  if (!r.has(has_##tag)) r.tag = 0;
#include "tests/bench/comparison/fields.def"
  return r;
}

Columns::Columns(std::size_t count)
    : rows(count)
#define POL_FIELD(type, tag) , tag(count)
#include "tests/bench/comparison/fields.def"
{
  for (auto& bitmap : present) bitmap = Column<std::uint32_t>(count / 32 + 1);
}

Slice Columns::slice(std::size_t row) const {
  Slice s{};
#define POL_FIELD(type, tag) s.tag = tag.data() + row;
#include "tests/bench/comparison/fields.def"
  for (unsigned i = 0; i < kOptionals; ++i) s.present[i] = present[i].data() + row / 32;
  return s;
}

void put(const Row& row, std::size_t at, Columns& columns) {
#define POL_FIELD(type, tag) columns.tag.data()[at] = row.tag;
#include "tests/bench/comparison/fields.def"
  for (unsigned i = 0; i < kOptionals; ++i) {
    std::uint32_t& word = columns.present[i].data()[at / 32];
    const std::uint32_t bit = 1u << at % 32;
    word = (row.present >> i) & 1 ? word | bit : word & ~bit;
  }
}

AnswerSlice AnswerColumns::slice(std::size_t row) {
  return {amount.data() + row, price.data() + row, knockouts.data() + row, outcome.data() + row};
}

Answer AnswerColumns::at(std::size_t row) const {
  return {amount.data()[row], price.data()[row], knockouts.data()[row], outcome.data()[row]};
}

}  // namespace pol::comparison
