/* Loads a bundle, binds its own struct, decides, explains, and swaps to a second bundle while it runs:
   cc service.c $(pkg-config --cflags --libs pol) && ./a.out FIRST.polb SECOND.polb KEY.pub... */
#include <pol/pol.h>
#include <stdio.h>
#include <stdlib.h>

typedef struct {
  unsigned char verified, score_missing;
  int32_t score, funding_rate; /* percent of scale 2: 3% is 3 */
  int64_t takings;             /* money of scale 2: in fen */
  pol_text customer_id;
} applicant;
#define FIELD(tag, type) \
  { .size = sizeof(pol_field), #tag, offsetof(applicant, tag), type }

static pol_error failed;
static void must(pol_status status) {
  if (status == POL_OK) return;
  fprintf(stderr, "%s %s\n", failed.code, failed.message);
  exit(1);
}
static pol_text read_file(const char* path) {
  char* bytes = malloc(1 << 20);
  FILE* in = fopen(path, "rb");
  return (pol_text){bytes, in && bytes ? fread(bytes, 1, 1 << 20, in) : 0};
}

int main(int argc, char** argv) {
  pol_text keys[16], told;
  for (int i = 3; i < argc && i < 19; ++i) keys[i - 3] = read_file(argv[i]);
  pol_engine_options options = {.size = sizeof options, .trusted_keys = keys, .trusted_key_count = argc - 3};
  pol_engine* engine;
  pol_version* version[2];
  must(pol_engine_create(&options, &engine, &failed));
  for (int i = 0; i < 2; ++i) {
    const pol_text bundle = read_file(argv[i + 1]);
    must(pol_version_load(engine, bundle.data, bundle.size, NULL, &version[i], &failed));
  }
  pol_slot* slot;
  pol_layout* layout;
  pol_reader* reader;
  pol_field fields[] = {FIELD(verified, POL_BOOL), FIELD(score, POL_INT32), FIELD(takings, POL_INT64),
                        FIELD(funding_rate, POL_INT32), FIELD(customer_id, POL_TEXT)};
  fields[1].has_missing = 1, fields[1].missing_offset = offsetof(applicant, score_missing);
  must(pol_slot_create(engine, version[0], &slot, &failed));
  must(pol_layout_create(slot, fields, sizeof fields / sizeof *fields, &layout, &failed));
  must(pol_reader_create(slot, &reader, &failed));
  const applicant one = {1, 0, 700, 3, 95000000, {"C-9", 3}};
  for (int i = 0; i < 2; ++i) { /* other threads may go on deciding while a version is activated */
    pol_result result = {.size = sizeof result};
    pol_output treatment = {.size = sizeof treatment};
    must(pol_slot_activate(slot, version[i], NULL, &failed));
    must(pol_decide(reader, layout, &one, 20765, &result, &failed)); /* on 2026-11-08 */
    must(pol_reader_output(reader, "treatment", &treatment));
    printf("version %d: %.*s\n", (int)result.version, (int)treatment.text.size, treatment.text.data);
  }
  must(pol_reader_explain(reader, "en", &told, &failed));
  return printf("%.*s\n", (int)told.size, told.data) < 0;
}
