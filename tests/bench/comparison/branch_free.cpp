// specification.md as row code without branches: everything is computed, conditions are numbers, bands are
// sums of comparisons, and every figure is as narrow as its range allows.
#include <algorithm>

#include "tests/bench/comparison/policy_data.h"
#include "tests/bench/comparison/variants.h"

namespace pol::comparison::POL_COMPILER {
namespace {

using i32 = std::int32_t;
using i64 = std::int64_t;

inline i64 pick(bool yes, i64 a, i64 b) {
  const i64 mask = -i64{yes};
  return (a & mask) | (b & ~mask);
}
inline i32 pick32(bool yes, i32 a, i32 b) {
  const i32 mask = -i32{yes};
  return (a & mask) | (b & ~mask);
}

struct Turnover {
  i32 yuan;
  bool there;
};

inline Turnover turnover_of(const Row& r) {
  const bool tax = r.has(has_tax_turnover_12m), bank = r.has(has_bank_inflow_12m);
  const bool till = (r.till_days_90d >= 60) & (r.pos_terminal != 0);
  // All three as thousandths of a yuan, so that there is one division.
  const i64 thousandths = pick(tax, r.tax_turnover_12m * 10,
                               pick(bank, r.bank_inflow_12m * 9, pick(till, r.till_turnover_12m * 8, 0)));
  return {static_cast<i32>(static_cast<std::uint64_t>(thousandths) / 1000), (tax | bank | till) != 0};
}

inline unsigned knockouts_of(const Row& r, Turnover turnover) {
  const bool scored = r.has(has_score);
  const i64 yuan = std::max(turnover.yuan, 1);
  const i64 debt_ratio = (200 * r.total_debt + yuan) / (2 * yuan);
  unsigned fired = !r.id_verified;
  fired |= unsigned{r.court_debtor_listed} << 1;
  fired |= unsigned{r.account_frozen} << 2;
  fired |= unsigned(scored & (r.score < 540)) << 3;
  fired |= unsigned(r.active_lenders >= 8) << 4;
  fired |= unsigned(r.worst_arrears_days >= 90) << 5;
  fired |= unsigned(r.has(has_months_since_default) & (r.months_since_default < 24)) << 6;
  fired |= unsigned((r.owner_age < 20) | (r.owner_age > 70)) << 7;
  fired |= unsigned(!r.licence_valid & (r.legal_form != 0)) << 8;
  fired |= unsigned(!turnover.there) << 9;
  fired |= unsigned(!scored) << 10;
  fired |= unsigned((turnover.there & (debt_ratio > 15'000)) | (r.accounts > 15)) << 11;
  return fired;
}

inline i32 points_of(const Row& r) {
  i32 score = 14 * (r.score >= 560) + 13 * (r.score >= 600) + 14 * (r.score >= 640) + 11 * (r.score >= 680) +
              11 * (r.score >= 720);
  score = pick32(r.has(has_score), score, 18);
  const i32 trading = 9 * (r.months_trading >= 6) + 8 * (r.months_trading >= 12) +
                      11 * (r.months_trading >= 24) + 9 * (r.months_trading >= 60);
  const i32 identity = 8 * (r.identity_confidence >= 4'000) + 9 * (r.identity_confidence >= 6'000) +
                       7 * (r.identity_confidence >= 8'000);
  const i32 on_time =
      15 * (r.on_time_months >= 3) + 11 * (r.on_time_months >= 12) + 7 * (r.on_time_months >= 24);
  const i32 use = 9 * (r.card_use < 9'000) + 10 * (r.card_use < 6'000) + 8 * (r.card_use < 3'000);
  const i32 inquiries = 8 * (r.inquiries_3m <= 5) + 10 * (r.inquiries_3m <= 2) + 6 * (r.inquiries_3m <= 0);
  const i32 late =
      9 * (r.late_payments_12m <= 3) + 8 * (r.late_payments_12m <= 1) + 12 * (r.late_payments_12m <= 0);
  const i32 trend =
      10 * (r.revenue_trend >= -3'000) + 9 * (r.revenue_trend >= 0) + 4 * (r.revenue_trend >= 2'000);
  i32 largest = 7 * (r.top_customer_share < 7'000) + 6 * (r.top_customer_share < 4'000) +
                3 * (r.top_customer_share < 2'000);
  largest = pick32(r.has(has_top_customer_share), largest, 6);
  const i32 address =
      6 * (r.months_at_address >= 12) + 5 * (r.months_at_address >= 36) + 3 * (r.months_at_address >= 96);
  const i32 bounced = 8 * (r.bounced_debits_6m <= 2) + 11 * (r.bounced_debits_6m <= 0);
  const i32 trade = (0x906BC348u >> (4 * r.trade)) & 15;  // four bits a trade, the first one lowest
  return kLeastPoints + score + trading + identity + on_time + use + inquiries + late + trend + largest +
         address + bounced + trade;
}

inline i64 burden_of(const Row& r) {
  const i64 instalment = static_cast<std::uint32_t>(r.asked_amount + r.asked_months - 1) /
                         static_cast<std::uint32_t>(r.asked_months);
  const i64 above = (r.debt_service_month + instalment) * 10'000;
  const i64 below = std::max<i64>(r.free_cash_month, 100);
  const i64 whole = above / below, twice = 2 * (above - whole * below);
  return whole + ((twice > below) | ((twice == below) & (whole & 1)));
}

inline Answer decide(const Row& r) {
  const Turnover turnover = turnover_of(r);
  const unsigned fired = knockouts_of(r, turnover);
  const i32 points = points_of(r);
  const i32 at_points = (points >= 460) + (points >= 500) + (points >= 530) + (points >= 560) +
                        (points >= 590) + (points >= 620) + (points >= 650);
  const i32 at_turnover = (turnover.yuan >= 100'000) + (turnover.yuan >= 300'000) +
                          (turnover.yuan >= 1'000'000) + (turnover.yuan >= 5'000'000);
  const i32 terms = kTerms.packed[r.legal_form * 40 + at_points * 5 + at_turnover];
  const i32 share = terms & 0xFFFF, margin = terms >> 16;

  // Hundreds of yuan from here on.
  const i32 by_turnover = static_cast<i32>(std::uint64_t(i64{turnover.yuan} * share) / 1'000'000);
  const i64 room =
      std::max<i64>(0, r.free_cash_month * (10'000 - r.tax_ratio) - r.debt_service_month * 20'000);
  const i32 by_repayment = static_cast<i32>(std::uint64_t(room * std::min(r.asked_months, 24)) / 200'000'000);
  const i32 asked = static_cast<i32>(static_cast<std::uint32_t>(r.asked_amount) / 10'000);
  const i32 raw = std::min(std::min(by_turnover, by_repayment), asked);

  const bool before = r.has(has_previous_limit);
  const auto previous = static_cast<std::uint64_t>(r.previous_limit);
  i32 amount = raw;
  const i32 held = std::min(static_cast<i32>(previous * 7 / 100'000), by_repayment);
  amount =
      std::max(amount, pick32(before & (r.on_time_months >= 12) & (r.late_payments_12m == 0), held, amount));
  amount = std::min(amount, pick32((r.legal_form == 0) & !r.owner_guarantee, 500, amount));
  amount = std::min(
      amount, pick32(before & (r.repeat_customer != 0), static_cast<i32>(previous * 3 / 20'000), amount));
  amount = std::min(amount, pick32(((r.trade == 2) | (r.trade == 6)) & (r.region == 0), raw * 3 / 5, amount));
  amount = std::min(amount, pick32(burden_of(r) > 6'000, raw * 4 / 5, amount));
  const auto per_head = static_cast<i32>(static_cast<std::uint32_t>(turnover.yuan) /
                                         static_cast<std::uint32_t>(r.employees + 1));
  amount = std::min(amount, pick32(r.employees >= 10, per_head / 50, amount));
  amount = std::min(amount, pick32(r.tax_arrears != 0, 200, amount));
  amount = std::min(amount, 3'000);

  const i32 purpose = (0x280F0019u >> (8 * r.purpose)) & 0xFF;  // a byte each
  i32 price = 435 + kPoints.risk[points - kLeastPoints] + margin + 2 * r.asked_months + purpose;
  price = static_cast<i32>(static_cast<std::uint32_t>(price + 2) / 5 * 5);
  price -= 30 * (r.repeat_customer & (r.on_time_months >= 24));
  price = std::min(std::max(price, 600), 2'400);
  price = std::min(price, pick32((r.legal_form == 0) & (r.asked_amount <= 5'000'000), 1'540, price));

  const bool declined = (fired & 0xFF) != 0, small = raw < 30;
  const bool referred = (fired >> 8) != 0, left_small = (amount < 30) | (points < 430);
  const bool declines = declined || (!referred && small);
  const bool refers = !declines && (referred || left_small);
  const bool approves = !declines && !refers;
  Answer answer;
  answer.amount = pick(approves, i64{amount} * 10'000, 0);
  answer.price = pick32(approves, price, 0);
  answer.knockouts = static_cast<std::uint16_t>(fired);
  answer.outcome = static_cast<std::uint8_t>(2 * declines + refers);
  return answer;
}

}  // namespace

void branch_free(const Row* rows, std::size_t count, Answer* answers) {
  for (std::size_t i = 0; i < count; ++i) answers[i] = decide(rows[i]);
}

}  // namespace pol::comparison::POL_COMPILER
