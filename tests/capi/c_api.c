/* The C ABI in plain C: every function with what it is for, and with what it must refuse. Prints what it saw; the
   script compares. c_api BUNDLE KEYS... */
#include <pol/pol.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static int failures;
#define CHECK(what) \
  do { \
    if (!(what)) { \
      ++failures; \
      printf("line %d: %s\n", __LINE__, #what); \
    } \
  } while (0)

static pol_text read_file(const char* path) {
  char* bytes = malloc(1 << 20);
  FILE* in = fopen(path, "rb");
  pol_text out = {bytes, in && bytes ? fread(bytes, 1, 1 << 20, in) : 0};
  if (in) fclose(in);
  return out;
}
static pol_text text(const char* of) {
  pol_text out = {of, strlen(of)};
  return out;
}
static int is(pol_text a, const char* b) {
  return a.size == strlen(b) && memcmp(a.data, b, a.size) == 0;
}
static int logged[2];
static void log_it(void* user, pol_log_level level, pol_text message) {
  ++((int*)user)[level];
  if (message.size == 0) ++failures;
}

/* What was counted, by name; of durations also how many. */
static struct counted {
  const char* name;
  uint64_t total, times;
  char codes[64];
} counted[16];
static pol_slot* in_use; /* a callback may call whatever any thread may: nothing is locked then */
static void count_it(void* user, const pol_metric* metric) {
  static int inside;
  if (inside) return;
  pol_decision_counts counts = {.size = sizeof counts};
  inside = 1; /* what fails here is told, too */
  if (in_use && pol_slot_decision_counts(in_use, 0, &counts) != POL_OK) ++failures;
  if (in_use && pol_slot_unload(in_use, 1000, NULL) != POL_NOT_THERE) ++failures;
  inside = 0;
  struct counted* all = user;
  size_t i = 0;
  while (i < 15 && all[i].name && strcmp(all[i].name, metric->name) != 0) ++i;
  all[i].name = metric->name;
  all[i].total += metric->value;
  ++all[i].times;
  if (metric->size != sizeof *metric) ++failures;
  if (metric->code.size && strlen(all[i].codes) + metric->code.size < sizeof all[i].codes)
    strncat(all[i].codes, metric->code.data, metric->code.size);
  else if (!is(metric->policy, "strategy/plan"))
    ++failures;
}
static const struct counted* of(const char* name) {
  static const struct counted none;
  for (size_t i = 0; i < 16 && counted[i].name; ++i)
    if (strcmp(counted[i].name, name) == 0) return &counted[i];
  return &none;
}

static const char kCase[] =
    "{\"case_id\": \"C-1\", \"decision_time\": \"2026-11-08T09:30:00+08:00\", \"tags\": {\"verified\": false, "
    "\"funding_rate\": \"3%\", \"customer_id\": \"C-9\"}}";

static void engines(pol_text bundle, const pol_engine_options* good) {
  pol_engine* engine = NULL;
  pol_version* version = NULL;
  pol_error error;
  pol_engine_options options = *good;
  pol_text no_key = text("pol public key 1 cro 00");
  options.trusted_keys = &no_key, options.trusted_key_count = 1;
  CHECK(pol_engine_create(&options, &engine, &error) == POL_USAGE && engine == NULL && strstr(error.message, "key"));
  options.size = 3;
  CHECK(pol_engine_create(&options, &engine, &error) == POL_USAGE);
  CHECK(pol_engine_create(NULL, NULL, &error) == POL_USAGE);
  CHECK(pol_engine_create(NULL, &engine, NULL) == POL_OK); /* trusts nobody */
  CHECK(pol_version_load(engine, bundle.data, bundle.size, NULL, &version, &error) == POL_BUNDLE_REFUSED);
  CHECK(strcmp(error.code, "E1205") == 0 && version == NULL);
  pol_engine_destroy(engine);
  options = *good;
  options.size = offsetof(pol_engine_options, least_roles); /* a host of an older header */
  CHECK(pol_engine_create(&options, &engine, &error) == POL_OK);
  pol_engine_destroy(engine);
  pol_engine_destroy(NULL);
}

static void versions(pol_engine* engine, pol_text bundle) {
  pol_version* version = NULL;
  pol_error error;
  pol_load_options options = {.size = sizeof options, .policy = text("limit/shop")};
  CHECK(pol_version_load(engine, bundle.data, bundle.size, &options, &version, &error) == POL_BUNDLE_REFUSED);
  CHECK(strcmp(error.code, "E1220") == 0);
  options.policy = text("strategy/plan"), options.last_release = 2;
  CHECK(pol_version_load(engine, bundle.data, bundle.size, &options, &version, &error) == POL_BUNDLE_REFUSED);
  CHECK(strcmp(error.code, "E1211") == 0);
  CHECK(pol_version_load(engine, bundle.data, bundle.size - 1, NULL, &version, &error) == POL_BUNDLE_REFUSED);
  CHECK(strcmp(error.code, "E1201") == 0);
  CHECK(pol_version_load(NULL, bundle.data, bundle.size, NULL, &version, &error) == POL_USAGE);
  CHECK(pol_version_load(engine, NULL, 0, NULL, &version, NULL) == POL_USAGE);
  CHECK(version == NULL);
}

static void layouts(pol_slot* slot) {
  pol_layout* layout = NULL;
  pol_error error;
  pol_field field = {.size = sizeof field, .tag = "no_such_tag", .type = POL_INT32};
  CHECK(pol_layout_create(slot, &field, 1, &layout, &error) == POL_NOT_THERE && strcmp(error.code, "I01") == 0);
  field.tag = "town";
  CHECK(pol_layout_create(slot, &field, 1, &layout, &error) == POL_USAGE); /* a text in an int */
  field.tag = "score";
  pol_field twice[2] = {field, field};
  CHECK(pol_layout_create(slot, twice, 2, &layout, &error) == POL_USAGE);
  CHECK(pol_layout_create(slot, NULL, 1, &layout, &error) == POL_USAGE);
  field.size = 0;
  CHECK(pol_layout_create(slot, &field, 1, &layout, &error) == POL_USAGE && layout == NULL);
  pol_tag_info info = {.size = sizeof info};
  CHECK(pol_slot_tag(slot, "takings", &info) == POL_OK && info.kind == POL_KIND_MONEY && info.scale == 2);
  CHECK(info.lowest == 0 && info.highest == 500000000 && info.may_be_missing);
  CHECK(pol_slot_tag(slot, "trade", &info) == POL_OK && info.kind == POL_KIND_ENUM && info.value_count == 3);
  pol_text value;
  CHECK(pol_slot_tag_value(slot, "trade", 1, &value) == POL_OK && is(value, "catering"));
  CHECK(pol_slot_tag_value(slot, "trade", 3, &value) == POL_NOT_THERE);
  CHECK(pol_slot_tag(slot, "inflow[2]", &info) == POL_OK && pol_slot_tag(slot, "inflow[4]", &info) == POL_NOT_THERE);
}

static void decisions(pol_slot* slot) {
  pol_reader* reader = NULL;
  pol_error error;
  pol_text told;
  uint64_t bit = 9;
  pol_result result = {.size = sizeof result};
  pol_output output = {.size = sizeof output};
  CHECK(pol_reader_create(slot, &reader, &error) == POL_OK);
  CHECK(pol_reader_record(reader, &told, &error) == POL_NOT_THERE);
  CHECK(pol_reader_output(reader, "treatment", &output) == POL_NOT_THERE);
  CHECK(pol_decide_json(reader, text("{\"case_id\": \"C-1\", \"tags\": 1e3"), 0, &result, &error) == POL_USAGE);
  CHECK(pol_decide_json(reader, text("{\"case_id\": \"C-1\", \"tags\": {\"verifed\": true}}"), 20765, &result, &error) == POL_CASE_REFUSED);
  CHECK(strcmp(error.code, "I01") == 0);
  CHECK(pol_decide_json(reader, text("{\"case_id\": \"C-1\", \"tags\": {}}"), 20765, &result, &error) == POL_CASE_REFUSED);
  CHECK(strcmp(error.code, "I02") == 0);
  CHECK(pol_decide_json(reader, text("{\"case_id\": \"C-1\", \"tags\": {}}"), 20000, &result, &error) == POL_CASE_REFUSED);
  CHECK(strcmp(error.code, "I06") == 0); /* before its effective date */
  CHECK(pol_decide_json(reader, text(kCase), 0, &result, &error) == POL_OK);
  CHECK(result.is_decided && result.version == 2 && result.output_count == 3 && result.outputs[0] == 2);
  CHECK(result.causes[0] == 0 && result.content_hash.size == 64 && result.word_count >= 1);
  CHECK(pol_reader_output(reader, "treatment", &output) == POL_OK && is(output.text, "human_review"));
  CHECK(pol_reader_output(reader, "rate", &output) == POL_OK && is(output.text, "7.50%") && output.kind == POL_KIND_RATE);
  CHECK(pol_reader_output(reader, "no_such", &output) == POL_NOT_THERE);
  pol_text code, words;
  CHECK(pol_reader_reason(reader, 0, "en", &code, &words) == POL_OK && is(code, "R01"));
  CHECK(is(words, "We could not verify you."));
  CHECK(pol_reader_reason(reader, 1, "en", &code, &words) == POL_NOT_THERE);
  CHECK(pol_reader_field(reader, "arm", "first_draw", &bit) == POL_OK && bit == 3);
  CHECK(pol_reader_field(reader, "arm", "nothing", &bit) == POL_NOT_THERE);
  CHECK(pol_reader_record(reader, &told, &error) == POL_OK);
  printf("%.*s\n", (int)told.size, told.data);
  CHECK(pol_reader_explain(reader, "zh", &told, &error) == POL_OK);
  printf("%.*s\n", (int)told.size, told.data);
  /* A bundle of a release that did not carry how formulas read. */
  CHECK(pol_reader_tell(reader, POL_OFFICER, "en", &told, &error) == POL_NOT_THERE && strstr(error.message, "anew"));
  CHECK(pol_reader_tell(reader, POL_APPLICANT, "en", &told, &error) == POL_OK && told.size > 100);
  pol_reader_destroy(reader);
}

static void slots(pol_slot* slot, pol_version* version) {
  uint64_t number = 0, again = 0;
  pol_error error;
  CHECK(pol_slot_publish(slot, 1, &error) == POL_NOT_THERE && strstr(error.message, "loaded"));
  CHECK(pol_slot_load(slot, version, &number, &error) == POL_OK && number == 1);
  CHECK(pol_slot_load(slot, version, &again, &error) == POL_OK && again == 1); /* known by its content */
  CHECK(pol_slot_set_shadow(slot, number, &error) == POL_OK);
  CHECK(pol_slot_unload(slot, number, &error) == POL_NOT_THERE);
  CHECK(pol_slot_set_shadow(slot, 0, &error) == POL_OK);
  CHECK(pol_slot_publish(slot, number, &error) == POL_OK);
  CHECK(pol_slot_publish(slot, number, &error) == POL_NOT_THERE); /* twice */
  CHECK(pol_slot_roll_back(slot, number, &error) == POL_OK);
  CHECK(pol_slot_withdraw(slot, number, &error) == POL_OK);
  CHECK(pol_slot_unload(slot, number, &error) == POL_OK);
  CHECK(pol_slot_activate(slot, version, &number, &error) == POL_OK && number == 2);
}

/* After decisions(): the metrics of all calls so far, and what the slot counted. */
static void metrics(pol_slot* slot) {
  CHECK(of(POL_METRIC_LOADS)->total == 1);
  CHECK(of(POL_METRIC_REFUSALS)->total == 3 && strcmp(of(POL_METRIC_REFUSALS)->codes, "E1220E1211E1201") == 0);
  CHECK(of(POL_METRIC_LOAD_TIME)->times == 4 && of(POL_METRIC_LOAD_TIME)->total > 0);
  CHECK(of(POL_METRIC_COMPILE_TIME)->times == (uint64_t)pol_has_native());
  CHECK(of(POL_METRIC_COMPILE_TIME)->total < of(POL_METRIC_LOAD_TIME)->total);
  CHECK(of(POL_METRIC_UNSIGNED)->total == 0 && of(POL_METRIC_NO_NATIVE)->total == 0);
  CHECK(of(POL_METRIC_PUBLICATIONS)->total == 2 && of(POL_METRIC_ROLLBACKS)->total == 1);
  CHECK(of(POL_METRIC_WITHDRAWALS)->total == 1 && of(POL_METRIC_UNLOADS)->total == 1);
  CHECK(of(POL_METRIC_SLOT_FAILURES)->total == 3);
  pol_decision_counts counts = {.size = sizeof counts};
  CHECK(pol_slot_decision_counts(slot, 2, &counts) == POL_OK);
  CHECK(counts.decided == 1 && counts.undecided == 0 && counts.refused == 1);
  CHECK(pol_slot_decision_counts(slot, 0, &counts) == POL_OK && counts.decided == 1 && counts.refused == 3);
  uint64_t timed = 0;
  for (int i = 0; i < POL_LATENCY_BUCKETS; ++i) timed += counts.latency[i];
  CHECK(timed == 4 && counts.latency_sum_nanoseconds > 0);
  CHECK(pol_slot_decision_counts(slot, 1, &counts) == POL_NOT_THERE); /* it was unloaded */
  CHECK(pol_slot_decision_counts(NULL, 0, &counts) == POL_USAGE);
  counts.size = 2;
  CHECK(pol_slot_decision_counts(slot, 0, &counts) == POL_USAGE);
}

int main(int argc, char** argv) {
  if (argc < 3) return 2;
  const pol_text bundle = read_file(argv[1]);
  pol_text keys[16];
  for (int i = 2; i < argc && i < 18; ++i) keys[i - 2] = read_file(argv[i]);
  pol_engine_options options = {.size = sizeof options, .trusted_keys = keys, .trusted_key_count = argc - 2,
                                .log = log_it, .log_user = logged,
                                .metrics = count_it, .metrics_user = counted, .measure_latency = 1};
  pol_engine* engine = NULL;
  pol_version* version = NULL;
  pol_slot* slot = NULL;
  pol_error error;
  CHECK(pol_abi_version() == POL_ABI_VERSION && strlen(pol_release()) >= 5);
  engines(bundle, &options);
  CHECK(counted[0].name == NULL); /* the engines there did not count */
  CHECK(pol_engine_create(&options, &engine, &error) == POL_OK);
  versions(engine, bundle);
  if (pol_version_load(engine, bundle.data, bundle.size, NULL, &version, &error) != POL_OK) {
    printf("%s %s\n", error.code, error.message);
    return 1;
  }
  pol_version_info info = {.size = sizeof info};
  CHECK(pol_version_describe(version, &info) == POL_OK);
  CHECK(is(info.kind, "strategy") && is(info.name, "plan") && info.version == 2 && info.release == 1);
  CHECK(info.expires == INT32_MAX && !info.is_unsigned && info.is_native == pol_has_native() && info.cost > 0);
  CHECK(pol_slot_create(engine, version, &slot, &error) == POL_OK);
  in_use = slot;
  slots(slot, version);
  layouts(slot);
  decisions(slot);
  metrics(slot);
  CHECK(logged[POL_LOG_WARNING] == 3 && logged[POL_LOG_INFO] >= 5);
  in_use = NULL;
  pol_slot_destroy(slot);
  pol_version_destroy(version);
  pol_engine_destroy(engine);
  CHECK(pol_experiment_bucket(text("E7-2026"), text("C-9")) == 3457);
  int32_t day = 0;
  CHECK(pol_local_date(text("2026-11-08T20:30:00Z"), text("Asia/Shanghai"), &day, &error) == POL_OK && day == 20766);
  CHECK(pol_local_date(text("tomorrow"), text("Asia/Shanghai"), &day, &error) == POL_USAGE);
  printf("native %d, failures %d\n", pol_has_native(), failures);
  return failures ? 1 : 0;
}
