/* A struct from `pol build --header`, decided: header BUNDLE KEYS... */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "plan.h"

static pol_text read_file(const char* path) {
  char* bytes = malloc(1 << 20);
  FILE* in = fopen(path, "rb");
  pol_text out = {bytes, in && bytes ? fread(bytes, 1, 1 << 20, in) : 0};
  if (in) fclose(in);
  return out;
}

int main(int argc, char** argv) {
  pol_text keys[16], bundle = read_file(argv[1]);
  for (int i = 2; i < argc && i < 18; ++i) keys[i - 2] = read_file(argv[i]);
  pol_engine_options options = {.size = sizeof options, .trusted_keys = keys, .trusted_key_count = argc - 2};
  pol_engine* engine;
  pol_version* version;
  pol_slot* slot;
  pol_layout* layout;
  pol_reader* reader;
  pol_result result = {.size = sizeof result};
  if (pol_engine_create(&options, &engine, NULL) ||
      pol_version_load(engine, bundle.data, bundle.size, NULL, &version, NULL) ||
      pol_slot_create(engine, version, &slot, NULL) || pol_slot_activate(slot, version, NULL, NULL) ||
      pol_layout_create(slot, strategy_plan_fields, sizeof strategy_plan_fields / sizeof *strategy_plan_fields, &layout, NULL) ||
      pol_reader_create(slot, &reader, NULL))
    return 1;
  strategy_plan one;
  memset(&one, 0, sizeof one);
  one.verified = 1;
  one.score = 700, one.score_as_of = 20760;
  one.takings_missing = POL_MISSING_NO_HIT;
  one.inflow[0] = one.inflow[1] = one.inflow[2] = 5000000; /* 50,000.00 CNY a month, 600,000 a year */
  one.trade = STRATEGY_PLAN_TRADE_CATERING;
  one.town.data = "Suqian", one.town.size = 6;
  one.customer_id.data = "C-9", one.customer_id.size = 3;
  one.funding_rate = 3;
  if (pol_decide(reader, layout, &one, 20765, &result, NULL)) return 2;
  if (result.outputs[STRATEGY_PLAN_OUT_TREATMENT] != STRATEGY_PLAN_OUT_TREATMENT_STAGED) return 3; /* of 120,000 CNY */
  one.score_as_of = 20700; /* 65 days old: stale, so a person looks */
  if (pol_decide(reader, layout, &one, 20765, &result, NULL)) return 4;
  if (result.outputs[STRATEGY_PLAN_OUT_TREATMENT] != STRATEGY_PLAN_OUT_TREATMENT_HUMAN_REVIEW) return 5;
  pol_reader_destroy(reader), pol_layout_destroy(layout), pol_slot_destroy(slot);
  pol_version_destroy(version), pol_engine_destroy(engine);
  for (int i = 0; i < argc - 2; ++i) free((char*)keys[i].data);
  free((char*)bundle.data);
  return 0;
}
