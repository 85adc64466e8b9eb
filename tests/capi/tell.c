/* What the C ABI says of a case in sentences: tell BUNDLE CASE KEYS... writes en.officer, zh.officer, en.applicant and
   zh.applicant into the current folder. The script compares them with what `pol explain` says. */
#include <pol/pol.h>
#include <stdio.h>
#include <stdlib.h>

static pol_text read_file(const char* path) {
  char* bytes = malloc(1 << 20);
  FILE* in = fopen(path, "rb");
  pol_text out = {bytes, in && bytes ? fread(bytes, 1, 1 << 20, in) : 0};
  if (in) fclose(in);
  return out;
}
static int failed(const char* what, const pol_error* error) {
  fprintf(stderr, "%s: %s %s\n", what, error->code, error->message);
  return 1;
}

int main(int argc, char** argv) {
  if (argc < 4) return 2;
  const pol_text bundle = read_file(argv[1]), one = read_file(argv[2]);
  pol_text keys[16];
  for (int i = 3; i < argc && i < 19; ++i) keys[i - 3] = read_file(argv[i]);
  pol_engine_options options = {.size = sizeof options, .trusted_keys = keys, .trusted_key_count = argc - 3};
  pol_engine* engine = NULL;
  pol_version* version = NULL;
  pol_slot* slot = NULL;
  pol_reader* reader = NULL;
  pol_error error;
  pol_text told;
  if (pol_engine_create(&options, &engine, &error) ||
      pol_version_load(engine, bundle.data, bundle.size, NULL, &version, &error) ||
      pol_slot_create(engine, version, &slot, &error) || pol_slot_activate(slot, version, NULL, &error) ||
      pol_reader_create(slot, &reader, &error))
    return failed("setting up", &error);
  if (pol_reader_tell(reader, POL_OFFICER, "en", &told, &error) != POL_NOT_THERE) return 3; /* nothing decided */
  if (pol_decide_json(reader, one, 0, NULL, &error)) return failed("deciding", &error);
  if (pol_reader_tell(reader, POL_OFFICER, "fr", &told, &error) != POL_NOT_THERE) return 4;
  if (pol_reader_tell(reader, (pol_audience)7, "en", &told, &error) != POL_USAGE) return 5;
  if (pol_reader_tell(reader, POL_OFFICER, NULL, &told, &error) != POL_USAGE) return 6;
  static const char* const names[] = {"en.officer", "zh.officer", "en.applicant", "zh.applicant"};
  for (int i = 0; i < 4; ++i) {
    if (pol_reader_tell(reader, i < 2 ? POL_OFFICER : POL_APPLICANT, i % 2 ? "zh" : "en", &told, &error))
      return failed(names[i], &error);
    FILE* out = fopen(names[i], "wb");
    if (!out || fwrite(told.data, 1, told.size, out) != told.size || fclose(out) != 0) return 7;
  }
  pol_reader_destroy(reader);
  pol_slot_destroy(slot);
  pol_version_destroy(version);
  pol_engine_destroy(engine);
  return 0;
}
