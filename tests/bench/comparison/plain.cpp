// specification.md as plain row code.
#include <algorithm>

#include "tests/bench/comparison/policy_data.h"
#include "tests/bench/comparison/variants.h"

namespace pol::comparison::POL_COMPILER {
namespace {

constexpr std::int64_t kNone = -1;  // turnover is missing

enum Trade { retail, catering, transport, manufacture, services, farming, construction, online };
enum Region { north };
enum LegalForm { sole };
enum Purpose { stock, equipment, working_capital, refit };

// Whole yuan.
std::int64_t turnover_of(const Row& r) {
  if (r.has(has_tax_turnover_12m)) return r.tax_turnover_12m / 100;
  if (r.has(has_bank_inflow_12m)) return r.bank_inflow_12m * 9 / 1000;
  if (r.till_days_90d >= 60 && r.pos_terminal) return r.till_turnover_12m * 8 / 1000;
  return kNone;
}

std::uint16_t knockouts_of(const Row& r, std::int64_t turnover) {
  std::uint16_t fired = 0;
  const auto knockout = [&](int number, bool fires) {
    if (fires) fired |= static_cast<std::uint16_t>(1u << (number - 1));
  };
  knockout(1, !r.id_verified);
  knockout(2, r.court_debtor_listed);
  knockout(3, r.account_frozen);
  knockout(4, r.has(has_score) && r.score < 540);
  knockout(5, r.active_lenders >= 8);
  knockout(6, r.worst_arrears_days >= 90);
  knockout(7, r.has(has_months_since_default) && r.months_since_default < 24);
  knockout(8, r.owner_age < 20 || r.owner_age > 70);
  knockout(9, !r.licence_valid && r.legal_form != sole);
  knockout(10, turnover == kNone);
  knockout(11, !r.has(has_score));
  bool indebted = false;
  if (turnover != kNone) {
    const std::int64_t yuan = std::max<std::int64_t>(turnover, 1);
    const std::int64_t debt_ratio = (2 * r.total_debt * 100 + yuan) / (2 * yuan);
    indebted = debt_ratio > 15'000;
  }
  knockout(12, indebted || r.accounts > 15);
  return fired;
}

int points_of(const Row& r) {
  int points = kLeastPoints;
  if (!r.has(has_score))
    points += 18;
  else if (r.score >= 720)
    points += 63;
  else if (r.score >= 680)
    points += 52;
  else if (r.score >= 640)
    points += 41;
  else if (r.score >= 600)
    points += 27;
  else if (r.score >= 560)
    points += 14;

  if (r.months_trading >= 60)
    points += 37;
  else if (r.months_trading >= 24)
    points += 28;
  else if (r.months_trading >= 12)
    points += 17;
  else if (r.months_trading >= 6)
    points += 9;

  if (r.identity_confidence >= 8'000)
    points += 24;
  else if (r.identity_confidence >= 6'000)
    points += 17;
  else if (r.identity_confidence >= 4'000)
    points += 8;

  if (r.on_time_months >= 24)
    points += 33;
  else if (r.on_time_months >= 12)
    points += 26;
  else if (r.on_time_months >= 3)
    points += 15;

  if (r.card_use < 3'000)
    points += 27;
  else if (r.card_use < 6'000)
    points += 19;
  else if (r.card_use < 9'000)
    points += 9;

  if (r.inquiries_3m == 0)
    points += 24;
  else if (r.inquiries_3m <= 2)
    points += 18;
  else if (r.inquiries_3m <= 5)
    points += 8;

  if (r.late_payments_12m == 0)
    points += 29;
  else if (r.late_payments_12m == 1)
    points += 17;
  else if (r.late_payments_12m <= 3)
    points += 9;

  if (r.revenue_trend >= 2'000)
    points += 23;
  else if (r.revenue_trend >= 0)
    points += 19;
  else if (r.revenue_trend >= -3'000)
    points += 10;

  if (!r.has(has_top_customer_share))
    points += 6;
  else if (r.top_customer_share < 2'000)
    points += 16;
  else if (r.top_customer_share < 4'000)
    points += 13;
  else if (r.top_customer_share < 7'000)
    points += 7;

  if (r.months_at_address >= 96)
    points += 14;
  else if (r.months_at_address >= 36)
    points += 11;
  else if (r.months_at_address >= 12)
    points += 6;

  if (r.bounced_debits_6m == 0)
    points += 19;
  else if (r.bounced_debits_6m <= 2)
    points += 8;

  switch (r.trade) {
    case retail:
      points += 8;
      break;
    case catering:
      points += 4;
      break;
    case transport:
      points += 3;
      break;
    case manufacture:
      points += 12;
      break;
    case services:
      points += 11;
      break;
    case farming:
      points += 6;
      break;
    case construction:
      break;
    case online:
      points += 9;
      break;
  }
  return points;
}

int points_band(int points) {
  if (points < 460) return 0;
  if (points < 500) return 1;
  if (points < 530) return 2;
  if (points < 560) return 3;
  if (points < 590) return 4;
  if (points < 620) return 5;
  if (points < 650) return 6;
  return 7;
}

int turnover_band(std::int64_t yuan) {
  if (yuan < 100'000) return 0;
  if (yuan < 300'000) return 1;
  if (yuan < 1'000'000) return 2;
  if (yuan < 5'000'000) return 3;
  return 4;
}

// Basis points, half even.
std::int64_t burden_of(const Row& r) {
  const std::int64_t instalment = (r.asked_amount + r.asked_months - 1) / r.asked_months;
  const std::int64_t above = (r.debt_service_month + instalment) * 10'000;
  const std::int64_t below = std::max<std::int64_t>(r.free_cash_month, 100);
  const std::int64_t whole = above / below, rest = above % below;
  return whole + (2 * rest > below || (2 * rest == below && whole % 2));
}

// Money from here on in hundreds of yuan: that is what every figure is rounded down to.
std::int64_t brakes(const Row& r, std::int64_t raw, std::int64_t by_repayment, std::int64_t per_head) {
  std::int64_t amount = raw;
  if (r.has(has_previous_limit) && r.on_time_months >= 12 && r.late_payments_12m == 0)
    amount = std::max(amount, std::min(r.previous_limit * 7 / 100'000, by_repayment));
  if (r.legal_form == sole && !r.owner_guarantee) amount = std::min<std::int64_t>(amount, 500);
  if (r.has(has_previous_limit) && r.repeat_customer)
    amount = std::min(amount, r.previous_limit * 3 / 20'000);
  if ((r.trade == transport || r.trade == construction) && r.region == north)
    amount = std::min(amount, raw * 6 / 10);
  if (burden_of(r) > 6'000) amount = std::min(amount, raw * 8 / 10);
  if (r.employees >= 10) amount = std::min(amount, 2 * per_head / 100);
  if (r.tax_arrears) amount = std::min<std::int64_t>(amount, 200);
  return std::min<std::int64_t>(amount, 3'000);
}

int price_of(const Row& r, int margin, int points) {
  const std::int64_t above = std::int64_t{kPoints.pd[points - kLeastPoints]} * 6;
  int risk = static_cast<int>(above / 1000);
  const auto rest = static_cast<int>(above % 1000);
  if (rest > 500 || (rest == 500 && risk % 2)) ++risk;
  int price = 435 + risk + margin + 2 * r.asked_months;
  if (r.purpose == refit)
    price += 40;
  else if (r.purpose == stock)
    price += 25;
  else if (r.purpose == working_capital)
    price += 15;
  price = (price + 2) / 5 * 5;  // no ties: five is odd
  if (r.repeat_customer && r.on_time_months >= 24) price -= 30;
  price = std::clamp(price, 600, 2'400);
  if (r.legal_form == sole && r.asked_amount <= 5'000'000) price = std::min(price, 1'540);
  return price;
}

Answer decide(const Row& r) {
  Answer answer;
  const std::int64_t turnover = turnover_of(r);
  answer.knockouts = knockouts_of(r, turnover);
  if (answer.knockouts) {
    answer.outcome = answer.knockouts & 0xFF ? decline : refer;
    return answer;
  }
  const int points = points_of(r);
  const int at_points = points_band(points), at_turnover = turnover_band(turnover);
  const std::int64_t by_turnover = turnover * kShare[r.legal_form][at_points][at_turnover] / 1'000'000;
  // Twenty-thousandths of a hundredth.
  const std::int64_t room =
      std::max<std::int64_t>(0, r.free_cash_month * (10'000 - r.tax_ratio) - r.debt_service_month * 20'000);
  const std::int64_t by_repayment = room * std::min(r.asked_months, 24) / 200'000'000;
  const std::int64_t raw = std::min({by_turnover, by_repayment, r.asked_amount / 10'000});
  if (raw < 30) {
    answer.outcome = decline;
    return answer;
  }
  const std::int64_t amount = brakes(r, raw, by_repayment, turnover / (r.employees + 1));
  if (amount < 30 || points < 430) {
    answer.outcome = refer;
    return answer;
  }
  answer.amount = amount * 10'000;
  answer.price = price_of(r, kMargin[r.legal_form][at_points][at_turnover], points);
  return answer;
}

}  // namespace

void plain(const Row* rows, std::size_t count, Answer* answers) {
  for (std::size_t i = 0; i < count; ++i) answers[i] = decide(rows[i]);
}

}  // namespace pol::comparison::POL_COMPILER
