-- specification.md over a table `rows`, a column a tag, NULL where it is missing; `terms` is the table of 120 rows by cell
-- (legal form * 40 + points band * 5 + turnover band), `risks` the cost of risk by points. `//` divides whole numbers.
CREATE OR REPLACE TABLE answers AS
WITH evidence AS (
  SELECT *,
    CASE WHEN tax_turnover_12m IS NOT NULL THEN tax_turnover_12m // 100
         WHEN bank_inflow_12m IS NOT NULL THEN bank_inflow_12m * 9 // 1000
         WHEN till_days_90d >= 60 AND pos_terminal = 1 THEN till_turnover_12m * 8 // 1000 END AS turnover,
    (asked_amount + asked_months - 1) // asked_months AS instalment,
    380
    + CASE WHEN score IS NULL THEN 18 WHEN score >= 720 THEN 63 WHEN score >= 680 THEN 52 WHEN score >= 640 THEN 41
           WHEN score >= 600 THEN 27 WHEN score >= 560 THEN 14 ELSE 0 END
    + CASE WHEN months_trading >= 60 THEN 37 WHEN months_trading >= 24 THEN 28 WHEN months_trading >= 12 THEN 17
           WHEN months_trading >= 6 THEN 9 ELSE 0 END
    + CASE WHEN identity_confidence >= 8000 THEN 24 WHEN identity_confidence >= 6000 THEN 17
           WHEN identity_confidence >= 4000 THEN 8 ELSE 0 END
    + CASE WHEN on_time_months >= 24 THEN 33 WHEN on_time_months >= 12 THEN 26 WHEN on_time_months >= 3 THEN 15 ELSE 0 END
    + CASE WHEN card_use < 3000 THEN 27 WHEN card_use < 6000 THEN 19 WHEN card_use < 9000 THEN 9 ELSE 0 END
    + CASE WHEN inquiries_3m = 0 THEN 24 WHEN inquiries_3m <= 2 THEN 18 WHEN inquiries_3m <= 5 THEN 8 ELSE 0 END
    + CASE WHEN late_payments_12m = 0 THEN 29 WHEN late_payments_12m = 1 THEN 17 WHEN late_payments_12m <= 3 THEN 9 ELSE 0 END
    + CASE WHEN revenue_trend >= 2000 THEN 23 WHEN revenue_trend >= 0 THEN 19 WHEN revenue_trend >= -3000 THEN 10 ELSE 0 END
    + CASE WHEN top_customer_share IS NULL THEN 6 WHEN top_customer_share < 2000 THEN 16 WHEN top_customer_share < 4000 THEN 13
           WHEN top_customer_share < 7000 THEN 7 ELSE 0 END
    + CASE WHEN months_at_address >= 96 THEN 14 WHEN months_at_address >= 36 THEN 11 WHEN months_at_address >= 12 THEN 6 ELSE 0 END
    + CASE WHEN bounced_debits_6m = 0 THEN 19 WHEN bounced_debits_6m <= 2 THEN 8 ELSE 0 END
    + CASE trade WHEN 0 THEN 8 WHEN 1 THEN 4 WHEN 2 THEN 3 WHEN 3 THEN 12 WHEN 4 THEN 11 WHEN 5 THEN 6 WHEN 7 THEN 9 ELSE 0 END
      AS points
  FROM rows
), ratios AS (
  SELECT *,
    (200 * total_debt + greatest(turnover, 1)) // (2 * greatest(turnover, 1)) AS debt_ratio,
    (debt_service_month + instalment) * 10000 AS burden_above, greatest(free_cash_month, 100) AS burden_below,
    turnover // (employees + 1) AS per_head,
    legal_form * 40
    + CASE WHEN points < 460 THEN 0 WHEN points < 500 THEN 5 WHEN points < 530 THEN 10 WHEN points < 560 THEN 15
           WHEN points < 590 THEN 20 WHEN points < 620 THEN 25 WHEN points < 650 THEN 30 ELSE 35 END
    + CASE WHEN turnover < 100000 THEN 0 WHEN turnover < 300000 THEN 1 WHEN turnover < 1000000 THEN 2
           WHEN turnover < 5000000 THEN 3 ELSE 4 END AS cell
  FROM evidence
), rules AS (
  SELECT *,
    burden_above // burden_below
    + CASE WHEN 2 * (burden_above % burden_below) > burden_below
             OR (2 * (burden_above % burden_below) = burden_below AND (burden_above // burden_below) % 2 = 1) THEN 1 ELSE 0 END
      AS burden,
    (1 - id_verified) + 2 * court_debtor_listed + 4 * account_frozen
    + CASE WHEN score < 540 THEN 8 ELSE 0 END
    + CASE WHEN active_lenders >= 8 THEN 16 ELSE 0 END
    + CASE WHEN worst_arrears_days >= 90 THEN 32 ELSE 0 END
    + CASE WHEN months_since_default < 24 THEN 64 ELSE 0 END
    + CASE WHEN owner_age < 20 OR owner_age > 70 THEN 128 ELSE 0 END
    + CASE WHEN licence_valid = 0 AND legal_form <> 0 THEN 256 ELSE 0 END
    + CASE WHEN turnover IS NULL THEN 512 ELSE 0 END
    + CASE WHEN score IS NULL THEN 1024 ELSE 0 END
    + CASE WHEN (turnover IS NOT NULL AND debt_ratio > 15000) OR accounts > 15 THEN 2048 ELSE 0 END AS knockouts,
    greatest(0, free_cash_month * (10000 - tax_ratio) - debt_service_month * 20000) * least(asked_months, 24) // 200000000
      AS by_repayment
  FROM ratios
), raws AS (
  SELECT rules.*, margin, risk,
    CASE WHEN turnover IS NOT NULL THEN least(turnover * share // 1000000, by_repayment, asked_amount // 10000) END AS raw
  FROM rules JOIN terms USING (cell) JOIN risks USING (points)
), brakes AS (
  SELECT *,
    least(
      greatest(raw, CASE WHEN previous_limit IS NOT NULL AND on_time_months >= 12 AND late_payments_12m = 0
                         THEN least(previous_limit * 7 // 100000, by_repayment) ELSE raw END),
      CASE WHEN legal_form = 0 AND owner_guarantee = 0 THEN 500 ELSE 3000 END,
      CASE WHEN previous_limit IS NOT NULL AND repeat_customer = 1 THEN previous_limit * 3 // 20000 ELSE 3000 END,
      CASE WHEN trade IN (2, 6) AND region = 0 THEN raw * 6 // 10 ELSE 3000 END,
      CASE WHEN burden > 6000 THEN raw * 8 // 10 ELSE 3000 END,
      CASE WHEN employees >= 10 THEN 2 * per_head // 100 ELSE 3000 END,
      CASE WHEN tax_arrears = 1 THEN 200 ELSE 3000 END) AS held,
    (435 + risk + margin + 2 * asked_months
     + CASE purpose WHEN 0 THEN 25 WHEN 1 THEN 0 WHEN 2 THEN 15 ELSE 40 END + 2) // 5 * 5
    - CASE WHEN repeat_customer = 1 AND on_time_months >= 24 THEN 30 ELSE 0 END AS computed
  FROM raws
), outcomes AS (
  SELECT number, knockouts, held,
    least(greatest(computed, 600), CASE WHEN legal_form = 0 AND asked_amount <= 5000000 THEN 1540 ELSE 2400 END) AS priced,
    CASE WHEN knockouts % 256 > 0 THEN 2 WHEN knockouts > 0 THEN 1 WHEN raw < 30 THEN 2
         WHEN held < 30 OR points < 430 THEN 1 ELSE 0 END AS outcome
  FROM brakes
)
SELECT number, outcome, CASE WHEN outcome = 0 THEN held * 10000 ELSE 0 END AS amount,
       CASE WHEN outcome = 0 THEN priced ELSE 0 END AS price, knockouts
FROM outcomes
