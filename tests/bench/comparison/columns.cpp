// specification.md over columns, a block at a time: each stage is one loop over the block without branches,
// which g++ and clang++ turn into vector code; what stages hand on lies in arrays that stay in the nearest
// cache. Divisions are done on doubles where that is exact, because processors have no vector division of
// whole numbers: a quotient of whole numbers a < 2^51 and b never rounds onto, or across, a whole number or a
// half that it does not equal, so that floor, ceil and rint (half even) of the rounded quotient are those of
// the exact one. A division of a < 2^50 by a constant is a multiplication by its inverse, rounded up.
#include <algorithm>
#include <cmath>

#include "tests/bench/comparison/policy_data.h"
#include "tests/bench/comparison/variants.h"

namespace pol::comparison::POL_COMPILER {
namespace {

using i32 = std::int32_t;
using i64 = std::int64_t;
using u32 = std::uint32_t;

// No column is written that another one is read from.
#ifdef __clang__
#define POL_INDEPENDENT _Pragma("clang loop vectorize(assume_safety)")
#else
#define POL_INDEPENDENT _Pragma("GCC ivdep")
#endif

// At least 1/c, and at most two steps of the last place above it.
constexpr double upper_inverse(i64 c) {
  return 1.0 / static_cast<double>(c) * (1 + 0x1p-52);
}
inline double whole(double x) {
  return std::trunc(x);
}

// All ones where the bit is set.
inline void spread(const u32* bits, std::size_t count, i32* masks) {
  for (std::size_t i = 0; i < count; i += 32) {
    const u32 word = bits[i / 32];
    for (u32 j = 0; j < 32; ++j) masks[i + j] = -static_cast<i32>((word >> j) & 1);
  }
}

struct Scratch {
  alignas(64) i32 has[kOptionals][kBlock];
  alignas(64) i32 turnover[kBlock];     // yuan; 0 where missing
  alignas(64) i32 no_turnover[kBlock];  // 1 where missing
  alignas(64) i32 fired[kBlock];        // all but the 12th knockout
  alignas(64) i32 points[kBlock];
  alignas(64) i32 terms[kBlock];                               // share | margin << 16
  alignas(64) i32 raw[kBlock], held[kBlock], doubled[kBlock];  // hundreds of yuan
  alignas(64) i32 burdened[kBlock];                            // 1: burden above 60%
  alignas(64) i32 amount[kBlock];                              // hundreds of yuan
};

void evidence(Slice in, std::size_t count, Scratch& s) {
  const i32 *tax = s.has[has_tax_turnover_12m], *bank = s.has[has_bank_inflow_12m];
  POL_INDEPENDENT
  for (std::size_t i = 0; i < count; ++i) {
    const i32 till = (in.till_days_90d[i] >= 60) & in.pos_terminal[i];
    const i64 from_tax = in.tax_turnover_12m[i] * 10, from_bank = in.bank_inflow_12m[i] * 9;
    const i64 from_till = till ? in.till_turnover_12m[i] * 8 : 0;
    const i64 thousandths = tax[i] ? from_tax : bank[i] ? from_bank : from_till;
    const double yuan = whole(static_cast<double>(thousandths) * upper_inverse(1000));
    s.turnover[i] = static_cast<i32>(yuan);
    s.no_turnover[i] = (tax[i] | bank[i] | till) == 0;
  }
}

void knockouts(Slice in, std::size_t count, Scratch& s) {
  const i32 *scored = s.has[has_score], *defaulted = s.has[has_months_since_default];
  POL_INDEPENDENT
  for (std::size_t i = 0; i < count; ++i) {
    i32 fired = in.id_verified[i] == 0;
    fired |= in.court_debtor_listed[i] << 1;
    fired |= in.account_frozen[i] << 2;
    fired |= (in.score[i] < 540 ? 8 : 0) & scored[i];
    fired |= in.active_lenders[i] >= 8 ? 16 : 0;
    fired |= in.worst_arrears_days[i] >= 90 ? 32 : 0;
    fired |= (in.months_since_default[i] < 24 ? 64 : 0) & defaulted[i];
    fired |= ((in.owner_age[i] < 20) | (in.owner_age[i] > 70)) ? 128 : 0;
    fired |= ((in.licence_valid[i] == 0) & (in.legal_form[i] != 0)) ? 256 : 0;
    fired |= s.no_turnover[i] << 9;
    fired |= ~scored[i] & 1024;
    fired |= in.accounts[i] > 15 ? 2048 : 0;
    s.fired[i] = fired;
  }
}

void ratios(Slice in, std::size_t count, Scratch& s) {
  POL_INDEPENDENT
  for (std::size_t i = 0; i < count; ++i) {
    const double yuan = std::max(s.turnover[i], 1);
    const double debt_ratio = whole(static_cast<double>(in.total_debt[i]) * 100 / yuan + 0.5);
    s.fired[i] |= debt_ratio > 15'000 ? (1 - s.no_turnover[i]) << 11 : 0;
    const double instalment = std::ceil(static_cast<double>(in.asked_amount[i]) / in.asked_months[i]);
    const double above = (static_cast<double>(in.debt_service_month[i]) + instalment) * 10'000;
    const double below = std::max(static_cast<double>(in.free_cash_month[i]), 100.0);
    s.burdened[i] = std::rint(above / below) > 6'000;
  }
}

void scorecard(Slice in, std::size_t count, Scratch& s) {
  const i32 *scored = s.has[has_score], *largest_known = s.has[has_top_customer_share];
  const auto at_least = [](i32 x, i32 cut, i32 points) { return -static_cast<i32>(x >= cut) & points; };
  const auto below = [](i32 x, i32 cut, i32 points) { return -static_cast<i32>(x < cut) & points; };
  POL_INDEPENDENT
  for (std::size_t i = 0; i < count; ++i) {
    const i32 score = in.score[i];
    i32 p = at_least(score, 560, 14) + at_least(score, 600, 13) + at_least(score, 640, 14) +
            at_least(score, 680, 11) + at_least(score, 720, 11);
    p = (p & scored[i]) | (18 & ~scored[i]);
    i32 x = in.months_trading[i];
    p += at_least(x, 6, 9) + at_least(x, 12, 8) + at_least(x, 24, 11) + at_least(x, 60, 9);
    x = in.identity_confidence[i];
    p += at_least(x, 4'000, 8) + at_least(x, 6'000, 9) + at_least(x, 8'000, 7);
    x = in.on_time_months[i];
    p += at_least(x, 3, 15) + at_least(x, 12, 11) + at_least(x, 24, 7);
    x = in.card_use[i];
    p += below(x, 9'000, 9) + below(x, 6'000, 10) + below(x, 3'000, 8);
    x = in.inquiries_3m[i];
    p += below(x, 6, 8) + below(x, 3, 10) + below(x, 1, 6);
    x = in.late_payments_12m[i];
    p += below(x, 4, 9) + below(x, 2, 8) + below(x, 1, 12);
    x = in.revenue_trend[i];
    p += at_least(x, -3'000, 10) + at_least(x, 0, 9) + at_least(x, 2'000, 4);
    x = in.top_customer_share[i];
    const i32 largest = below(x, 7'000, 7) + below(x, 4'000, 6) + below(x, 2'000, 3);
    p += (largest & largest_known[i]) | (6 & ~largest_known[i]);
    x = in.months_at_address[i];
    p += at_least(x, 12, 6) + at_least(x, 36, 5) + at_least(x, 96, 3);
    x = in.bounced_debits_6m[i];
    p += below(x, 3, 8) + below(x, 1, 11);
    p += static_cast<i32>((0x906BC348u >> (4u * in.trade[i])) & 15u);  // four bits a trade
    s.points[i] = kLeastPoints + p;
  }
}

void look_up(Slice in, std::size_t count, Scratch& s) {
  POL_INDEPENDENT
  for (std::size_t i = 0; i < count; ++i) {
    const i32 points = s.points[i], yuan = s.turnover[i];
    const i32 at_points = (points >= 460) + (points >= 500) + (points >= 530) + (points >= 560) +
                          (points >= 590) + (points >= 620) + (points >= 650);
    const i32 at_turnover = (yuan >= 100'000) + (yuan >= 300'000) + (yuan >= 1'000'000) + (yuan >= 5'000'000);
    s.terms[i] = kTerms.packed[in.legal_form[i] * 40 + at_points * 5 + at_turnover];
  }
}

void room(Slice in, std::size_t count, Scratch& s) {
  POL_INDEPENDENT
  for (std::size_t i = 0; i < count; ++i) {
    const double by_turnover =
        whole(static_cast<double>(s.turnover[i]) * (s.terms[i] & 0xFFFF) * upper_inverse(1'000'000));
    const double left =
        std::max(0.0, static_cast<double>(in.free_cash_month[i]) * (10'000 - in.tax_ratio[i]) -
                          static_cast<double>(in.debt_service_month[i]) * 20'000);
    const double by_repayment = whole(left * std::min(in.asked_months[i], 24) * upper_inverse(200'000'000));
    const double asked = whole(static_cast<double>(in.asked_amount[i]) * upper_inverse(10'000));
    s.raw[i] = static_cast<i32>(std::min(std::min(by_turnover, by_repayment), asked));
    const double previous = static_cast<double>(in.previous_limit[i]);
    s.held[i] = static_cast<i32>(std::min(whole(previous * 7 * upper_inverse(100'000)), by_repayment));
    s.doubled[i] = static_cast<i32>(whole(previous * 3 * upper_inverse(20'000)));
  }
}

void brakes(Slice in, std::size_t count, Scratch& s) {
  const i32* before = s.has[has_previous_limit];
  POL_INDEPENDENT
  for (std::size_t i = 0; i < count; ++i) {
    const i32 raw = s.raw[i];
    i32 amount = raw;
    const bool guaranteed = (before[i] != 0) & (in.on_time_months[i] >= 12) & (in.late_payments_12m[i] == 0);
    amount = std::max(amount, guaranteed ? s.held[i] : amount);
    amount = ((in.legal_form[i] == 0) & (in.owner_guarantee[i] == 0)) ? std::min(amount, 500) : amount;
    amount = ((before[i] != 0) & (in.repeat_customer[i] != 0)) ? std::min(amount, s.doubled[i]) : amount;
    const bool far = ((in.trade[i] == 2) | (in.trade[i] == 6)) & (in.region[i] == 0);
    amount = far ? std::min(amount, raw * 3 / 5) : amount;
    amount = s.burdened[i] ? std::min(amount, raw * 4 / 5) : amount;
    const i32 per_head = static_cast<i32>(static_cast<double>(s.turnover[i]) / (in.employees[i] + 1));
    amount = in.employees[i] >= 10 ? std::min(amount, per_head / 50) : amount;
    amount = in.tax_arrears[i] ? std::min(amount, 200) : amount;
    s.amount[i] = std::min(amount, 3'000);
  }
}

void answer(Slice in, std::size_t count, const Scratch& s, AnswerSlice out) {
  POL_INDEPENDENT
  for (std::size_t i = 0; i < count; ++i) {
    const i32 purpose = static_cast<i32>((0x280F0019u >> (8u * in.purpose[i])) & 0xFFu);
    i32 price = 435 + kPoints.risk[s.points[i] - kLeastPoints] + (s.terms[i] >> 16) + 2 * in.asked_months[i] +
                purpose;
    price = (price + 2) / 5 * 5;
    price -= ((in.repeat_customer[i] != 0) & (in.on_time_months[i] >= 24)) ? 30 : 0;
    price = std::min(std::max(price, 600), 2'400);
    price = ((in.legal_form[i] == 0) & (in.asked_amount[i] <= 5'000'000)) ? std::min(price, 1'540) : price;

    const i32 fired = s.fired[i];
    const bool declined = (fired & 0xFF) != 0, referred = (fired >> 8) != 0;
    const bool left_small = (s.amount[i] < 30) | (s.points[i] < 430);
    const bool declines = declined | ((referred == 0) & (s.raw[i] < 30));
    const bool refers = (declines == 0) & (referred | left_small);
    const bool approves = (declines | refers) == 0;
    out.amount[i] = approves ? i64{s.amount[i]} * 10'000 : 0;
    out.price[i] = approves ? price : 0;
    out.knockouts[i] = static_cast<std::uint16_t>(fired);
    out.outcome[i] = static_cast<std::uint8_t>(2 * declines + refers);
  }
}

}  // namespace

void columns(const Slice& in, std::size_t count, const AnswerSlice& out) {
  thread_local Scratch scratch;
  for (unsigned i = 0; i < kOptionals; ++i) spread(in.present[i], count, scratch.has[i]);
  evidence(in, count, scratch);
  knockouts(in, count, scratch);
  ratios(in, count, scratch);
  scorecard(in, count, scratch);
  look_up(in, count, scratch);
  room(in, count, scratch);
  brakes(in, count, scratch);
  answer(in, count, scratch, out);
}

}  // namespace pol::comparison::POL_COMPILER
