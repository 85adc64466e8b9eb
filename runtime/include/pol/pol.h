/* pol: credit policies in a service. The C ABI of libpol.
 *
 * A bundle (a signed file that `pol build` makes) is verified and becomes a version; a slot holds versions of
 * one policy and says which is in force on a date; a reader decides cases. All in one process, without LLVM:
 * decisions are made by the interpreter, or by native code once libpol-native has been loaded (pol_native.h).
 * Both give the same bytes.
 *
 * Rules that hold for every function:
 *  - Handles are opaque. Whoever creates one destroys it; NULL may be destroyed. What a handle was made of
 * (an engine for a slot, a slot for a reader) must outlive it, unless its comment says otherwise.
 *  - Texts are bytes in UTF-8 with a length; they need not end in 0. NULL with length 0 is the empty text.
 * Texts that are handed out belong to the handle that gave them and stay as long as its comment says.
 *  - A struct that a host fills begins with its own size. Members may be added at its end; 0 is always the
 * default. So: memset to 0, then set .size, then what is wanted.
 *  - Numbers of enums never change their meaning; new ones may be added.
 *  - Functions return POL_OK or say what failed, in words and with a code in *error, which may be NULL.
 * Nothing is thrown, nothing ends the process. A call that fails changes nothing.
 *  - Thread-safety stands at each function: [any] any thread at any time; [own] one thread at a time for each
 * handle that it is given.
 */
#ifndef POL_H
#define POL_H
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif
#if defined(__GNUC__)
#define POL_API __attribute__((visibility("default")))
#else
#define POL_API
#endif

#define POL_ABI_VERSION 1

typedef enum pol_status {
  POL_OK = 0,
  POL_CASE_REFUSED = 1,   /* the door refuses the case: code I01 to I09 */
  POL_BUNDLE_REFUSED = 2, /* code E1201 to E1220 */
  POL_NOT_THERE = 3,      /* no such tag, output, version; or no native code */
  POL_USAGE = 4,          /* a NULL handle, a size that is none, a text that cannot be read */
  POL_INTERNAL = 5,       /* a defect, or a resource that the system does not give */
  POL_NO_MEMORY = 6
} pol_status;

typedef struct pol_text {
  const char* data;
  size_t size;
} pol_text;

typedef struct pol_error {
  char code[8];      /* "E1206", "I02"; "" for what has none; ends in 0 */
  char message[504]; /* one line, ends in 0, cut off if it is longer */
} pol_error;

typedef struct pol_engine pol_engine;
typedef struct pol_version pol_version;
typedef struct pol_slot pol_slot;
typedef struct pol_layout pol_layout;
typedef struct pol_reader pol_reader;

/* ---- the library. [any] */
POL_API int pol_abi_version(void);     /* POL_ABI_VERSION of the library */
POL_API const char* pol_release(void); /* "0.1.0"; static */
POL_API int pol_has_native(void);      /* 1 once libpol-native has been loaded */

/* ---- an engine: what is trusted, who is told. It may be used by all threads. */
typedef enum pol_log_level { POL_LOG_INFO = 0, POL_LOG_WARNING = 1 } pol_log_level;
/* Both are called on the thread that makes the call which is told of, by several threads at once where
 * several call; when nothing is locked and what is told has happened, so that they may call any function that
 * is [any]. They must not throw. What they are given is there until they return. */
typedef void (*pol_log_function)(void* user, pol_log_level level, pol_text message);

/* What happens to bundles and slots, for a service that counts. What decisions do is asked for instead, with
 * pol_slot_decision_counts: it costs a decision no call. Names that end in _total are counters, to which
 * `value` is to be added; those that end in _nanoseconds are one duration. There may be more names later. */
#define POL_METRIC_LOADS "pol_bundle_loads_total"                /* verified */
#define POL_METRIC_REFUSALS "pol_bundle_refusals_total"          /* with its code */
#define POL_METRIC_LOAD_TIME "pol_bundle_load_nanoseconds"       /* all of a load, refused or not */
#define POL_METRIC_COMPILE_TIME "pol_bundle_compile_nanoseconds" /* of it native code; not without */
#define POL_METRIC_UNSIGNED "pol_bundle_unsigned_total"          /* loaded only by allow_unsigned */
#define POL_METRIC_NO_NATIVE "pol_bundle_without_native_total"   /* that were to be compiled, and are not */
#define POL_METRIC_PUBLICATIONS "pol_slot_publications_total"    /* activations, too */
#define POL_METRIC_WITHDRAWALS "pol_slot_withdrawals_total"
#define POL_METRIC_ROLLBACKS "pol_slot_rollbacks_total"
#define POL_METRIC_UNLOADS "pol_slot_unloads_total"
#define POL_METRIC_SLOT_FAILURES "pol_slot_failures_total" /* what a slot was asked to do and did not */
typedef struct pol_metric {
  size_t size;
  const char* name; /* one of those above, ends in 0 */
  uint64_t value;
  pol_text policy; /* "limit/shop"; "" of a bundle that was refused */
  int64_t version; /* of the policy; 0 where it is not known */
  pol_text code;   /* of a refusal: "E1206"; else "" */
} pol_metric;
typedef void (*pol_metric_function)(void* user, const pol_metric* metric);

typedef struct pol_engine_options {
  size_t size;
  const pol_text* trusted_keys; /* the lines of public key files; copied */
  size_t trusted_key_count;
  size_t least_roles;   /* that must have signed a bundle, whatever its policies ask for; 0: 2 */
  int allow_unsigned;   /* for development only: records then say "unsigned": "development" */
  uint64_t most_cost;   /* of one decision, in units of one addition; 0: 1,000,000,000 */
  int interpreter_only; /* do not compile, even if libpol-native is there */
  pol_log_function log; /* may be NULL */
  void* log_user;
  pol_metric_function metrics; /* may be NULL */
  void* metrics_user;
  int measure_latency; /* of each decision: two readings of a clock */
} pol_engine_options;

POL_API pol_status pol_engine_create(const pol_engine_options* options, pol_engine** out,
                                     pol_error* error); /* [any] */
POL_API void pol_engine_destroy(pol_engine* engine);    /* [own] */

/* ---- a version: a bundle that was verified. Immutable, and shared: slots that loaded it keep what they
 * need. */
typedef struct pol_load_options {
  size_t size;
  pol_text policy;           /* "limit/shop": the bundle must be of it; empty: any */
  uint64_t last_release;     /* the release in force: an older one is refused */
  pol_text last_file_digest; /* of the file in force: another of the same release is refused */
  pol_text catalogue;        /* that the host feeds; empty: any */
  pol_text catalogue_version;
  int32_t today; /* days since 1970-01-01, for expiry; 0: by the system's clock */
} pol_load_options;

/* Verifies everything, compiles if there is native code, and replays the examples. `options` may be NULL.
 * [any] */
POL_API pol_status pol_version_load(pol_engine* engine, const void* bytes, size_t size,
                                    const pol_load_options* options, pol_version** out, pol_error* error);
POL_API void pol_version_destroy(pol_version* version); /* [own] */

typedef struct pol_version_info {
  size_t size;
  pol_text kind, name;
  int64_t version;
  uint64_t release;
  int32_t effective; /* days since 1970-01-01 */
  int32_t expires;   /* INT32_MAX: never */
  int is_native, is_unsigned;
  pol_text content_hash; /* 64 hex digits */
  pol_text file_digest;  /* 64 hex digits */
  uint64_t cost;         /* bound of one decision */
} pol_version_info;
/* Texts stay as long as the version. `out->size` is set by the caller. [any] */
POL_API pol_status pol_version_describe(const pol_version* version, pol_version_info* out);

/* ---- a slot: the versions of one policy that are loaded, and which is in force. Writers wait for each
 * other, never for readers, and no reader waits for them. A version is freed when no reader can be in it. */
/* The host sends the tags of the catalogue of `first`, which is not published by this. [any] */
POL_API pol_status pol_slot_create(pol_engine* engine, const pol_version* first, pol_slot** out,
                                   pol_error* error);
POL_API void pol_slot_destroy(pol_slot* slot); /* [own] after its readers and layouts */

/* Numbers are given in order of loading, from 1. All of these: [any] */
POL_API pol_status pol_slot_load(pol_slot* slot, const pol_version* version, uint64_t* number,
                                 pol_error* error);
/* In force from its effective date on, for readers that pin from now on. */
POL_API pol_status pol_slot_publish(pol_slot* slot, uint64_t number, pol_error* error);
POL_API pol_status pol_slot_withdraw(pol_slot* slot, uint64_t number, pol_error* error);
POL_API pol_status pol_slot_roll_back(pol_slot* slot, uint64_t number,
                                      pol_error* error); /* all that came after */
POL_API pol_status pol_slot_unload(pol_slot* slot, uint64_t number, pol_error* error);
/* Loads and publishes: the usual update. */
POL_API pol_status pol_slot_activate(pol_slot* slot, const pol_version* version, uint64_t* number,
                                     pol_error* error);

typedef struct pol_shadow_counts {
  size_t size;
  uint64_t decided, status, main, outputs, refused, let_in, not_alike;
} pol_shadow_counts;
/* A candidate that decides beside the version in force and only counts differences; 0 takes it away. */
POL_API pol_status pol_slot_set_shadow(pol_slot* slot, uint64_t number, pol_error* error);

/* ---- a layout: where a host's own struct holds the tags. Made once; [any] may use it. */
typedef enum pol_type {
  POL_BOOL = 1, /* 1 byte, 0 or 1 */
  POL_INT32 = 2,
  POL_INT64 = 3,
  POL_TEXT = 4 /* pol_text */
} pol_type;
/* Integers are in the tag's unit and scale: pol_slot_tag tells it. Money CNY of scale 2: 1,234.50 CNY is
 * 123450. Percent 7.2% of scale 3 is 72. Dates are days since 1970-01-01, enums the place in the catalogue's
 * list from 0. */
typedef struct pol_field {
  size_t size;
  const char* tag; /* ends in 0; "inflow[2]" is the second element of a series */
  size_t offset;   /* of the value */
  pol_type type;
  size_t missing_offset; /* of one byte: 0 present, else causes (POL_MISSING_...); only if has_missing */
  int has_missing;
  size_t as_of_offset; /* of an int32 with the day; only if has_as_of. Else as of the decision date */
  int has_as_of;
} pol_field;
enum {
  POL_MISSING_NOT_ASKED = 1,
  POL_MISSING_NO_HIT = 2,
  POL_MISSING_STALE = 4,
  POL_MISSING_SUPPRESSED = 8,
  POL_MISSING_ERROR = 16
};

/* Tags of the slot that no field names are missing (not_asked). [any] */
POL_API pol_status pol_layout_create(const pol_slot* slot, const pol_field* fields, size_t count,
                                     pol_layout** out, pol_error* error);
POL_API void pol_layout_destroy(pol_layout* layout); /* [own] */

typedef enum pol_kind {
  POL_KIND_BOOL = 0,
  POL_KIND_NUMBER = 1,
  POL_KIND_PERCENT = 2,
  POL_KIND_RATE = 3,
  POL_KIND_MONEY = 4,
  POL_KIND_DATE = 5,
  POL_KIND_DAYS = 6,
  POL_KIND_MONTHS = 7,
  POL_KIND_ENUM = 8,
  POL_KIND_TEXT = 9
} pol_kind;
typedef struct pol_tag_info {
  size_t size;
  pol_kind kind;
  int scale; /* value = integer * 10^-scale */
  int64_t lowest, highest;
  int may_be_missing;
  size_t value_count; /* of an enum */
} pol_tag_info;
POL_API pol_status pol_slot_tag(const pol_slot* slot, const char* tag, pol_tag_info* out); /* [any] */
/* The `place`-th value of an enum tag; stays as long as the slot. [any] */
POL_API pol_status pol_slot_tag_value(const pol_slot* slot, const char* tag, size_t place, pol_text* out);

/* ---- a reader: a thread's own hold on a slot. One for each thread, made once and kept. It holds the version
 * that decided last, withdrawn or not, until it decides by another. */
POL_API pol_status pol_reader_create(pol_slot* slot, pol_reader** out, pol_error* error); /* [any] */
POL_API void pol_reader_destroy(pol_reader* reader);                                      /* [own] */
/* Between these all decisions see the same versions; they nest. Without them each decision pins by itself.
 * [own] */
POL_API void pol_reader_pin(pol_reader* reader);
POL_API void pol_reader_unpin(pol_reader* reader);

/* The native record, the same bytes by every engine. Pointers stay until the reader's next decision or end.
 */
typedef struct pol_result {
  size_t size;
  uint64_t number; /* of the version in its slot */
  int64_t version; /* of the policy */
  pol_text content_hash;
  int is_decided;         /* 0: undecided */
  size_t output_count;    /* outputs in the order of `gives`, then the elements of lists */
  const int64_t* outputs; /* as pol_field has integers; enums the place in their list, 0 where missing */
  const uint8_t* causes;  /* one for each output: 0 present */
  size_t word_count;      /* knockouts, events, steps, arms, rows: see pol_reader_field */
  const uint64_t* words;
} pol_result;

/* `date`: the decision date, days since 1970-01-01. `out` may be NULL. [own] */
POL_API pol_status pol_decide(pol_reader* reader, const pol_layout* layout, const void* data, int32_t date,
                              pol_result* out, pol_error* error);
/* A case as JSON (formats: Case JSON). `date` counts where it has no decision_time; 0: none. [own] */
POL_API pol_status pol_decide_json(pol_reader* reader, pol_text json, int32_t date, pol_result* out,
                                   pol_error* error);

/* All below: of the reader's last decision; POL_NOT_THERE if there is none. Texts stay until the next
 * decision. [own] */
typedef struct pol_output {
  size_t size;
  pol_kind kind;
  int scale;
  int64_t value;
  uint8_t causes; /* not 0: missing */
  pol_text text;  /* an enum's value or a text, else the number as data writes it */
} pol_output;
POL_API pol_status pol_reader_output(pol_reader* reader, const char* name, pol_output* out);
/* The shown reasons, one by one; `language` such as "en". POL_NOT_THERE behind the last. */
POL_API pol_status pol_reader_reason(pol_reader* reader, size_t place, const char* language, pol_text* code,
                                     pol_text* words);
/* The whole record as one line of JSON. */
POL_API pol_status pol_reader_record(pol_reader* reader, pol_text* out, pol_error* error);
/* The record of every policy that had a part, with the names that people use and the words of the reasons, as
 * JSON:
 * {"records": [...], "names": {...}, "reasons": [...]}. */
POL_API pol_status pol_reader_explain(pol_reader* reader, const char* language, pol_text* out,
                                      pol_error* error);
/* What `pol explain` says of the decision, the same text, in "en" or "zh": to an officer every policy of the
 * chain with its formulas, rows, steps and knockouts; to an applicant the results and reasons in words,
 * nothing internal. POL_NOT_THERE for a language that the reasons have no texts in, and to officers for
 * bundles that were built before they carried how their formulas read. */
typedef enum pol_audience { POL_OFFICER = 0, POL_APPLICANT = 1 } pol_audience;
POL_API pol_status pol_reader_tell(pol_reader* reader, pol_audience audience, const char* language,
                                   pol_text* out, pol_error* error);
/* A part of pol_result.words by its kind and code: "fired" K04, "unknown" K04, "waived" K04, "event" S1,
 * "step" B1, "arm" of a choice, "row" of a table. [own] */
POL_API pol_status pol_reader_field(pol_reader* reader, const char* kind, const char* name, uint64_t* out);

POL_API pol_status pol_slot_shadow_counts(pol_slot* slot, pol_reader* reader,
                                          pol_shadow_counts* out); /* [own] reader */

/* What a slot's decisions came to since it was made, those of pol_decide and pol_decide_json. Counted by each
 * reader for itself, and added up here: the sums of a moment in which others go on. */
#define POL_LATENCY_BUCKETS 40
typedef struct pol_decision_counts {
  size_t size;
  uint64_t decided;   /* answers, those that are undecided included */
  uint64_t undecided; /* of them */
  uint64_t refused;   /* by the door (POL_CASE_REFUSED) */
  uint64_t latency_sum_nanoseconds;
  /* With measure_latency: answers and refusals that took from 2^(i-1) up to below 2^i nanoseconds, the
   * reading of the case included; [0]: none; the last: all that took longer. */
  uint64_t latency[POL_LATENCY_BUCKETS];
} pol_decision_counts;
/* `number`: a version that is loaded; 0: all, those that were unloaded included, and cases on a date on which
 * none was in force. A case that cannot be read for the door counts for the version that its reader decided
 * by last. POL_NOT_THERE for another number. [any] */
POL_API pol_status pol_slot_decision_counts(const pol_slot* slot, uint64_t number, pol_decision_counts* out);

/* ---- functions that hosts need alike. [any] */
/* 0 to 9999: the bucket of an experiment. */
POL_API int pol_experiment_bucket(pol_text salt, pol_text id);
/* The day, since 1970-01-01, that an RFC 3339 time is in an IANA zone. */
POL_API pol_status pol_local_date(pol_text time, pol_text zone, int32_t* out, pol_error* error);

#ifdef __cplusplus
}
#endif
#endif
