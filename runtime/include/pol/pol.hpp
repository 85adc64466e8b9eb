// C++ over pol.h: owners, texts and errors. Header only; needs nothing but pol.h and C++17. What stands in
// pol.h about threads and about how long texts stay holds here, too.
#ifndef POL_HPP
#define POL_HPP
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

#include "pol/pol.h"

namespace pol {

// What a call of the C ABI failed with.
class error : public std::runtime_error {
 public:
  error(pol_status status, const pol_error& what)
      : std::runtime_error((what.code[0] ? std::string(what.code) + " " : std::string()) + what.message),
        status_(status),
        code_(what.code) {}
  pol_status status() const { return status_; }
  const std::string& code() const { return code_; }  // "E1206", "I02", or ""

 private:
  pol_status status_;
  std::string code_;
};

inline pol_text text(std::string_view of) {
  return {of.data(), of.size()};
}
inline std::string_view view(pol_text of) {
  return of.data ? std::string_view(of.data, of.size) : std::string_view();
}

namespace detail {

template <auto Destroy>
struct destroyer {
  template <class T>
  void operator()(T* handle) const {
    Destroy(handle);
  }
};

template <class Call>
void check(Call call) {
  pol_error what{};
  if (const pol_status status = call(&what); status != POL_OK) throw error(status, what);
}

template <class T>
T sized() {
  T out;
  std::memset(&out, 0, sizeof out);
  out.size = sizeof out;
  return out;
}

}  // namespace detail

class version {
 public:
  explicit version(pol_version* handle) : handle_(handle) {}
  pol_version* get() const { return handle_.get(); }
  pol_version_info info() const {
    auto out = detail::sized<pol_version_info>();
    pol_version_describe(get(), &out);
    return out;
  }

 private:
  std::unique_ptr<pol_version, detail::destroyer<pol_version_destroy>> handle_;
};

class engine {
 public:
  // Lines of public key files.
  explicit engine(const std::vector<std::string>& trusted_keys,
                  pol_engine_options options = detail::sized<pol_engine_options>()) {
    std::vector<pol_text> keys;
    for (const std::string& key : trusted_keys) keys.push_back(text(key));
    options.trusted_keys = keys.data();
    options.trusted_key_count = keys.size();
    pol_engine* made = nullptr;
    detail::check([&](pol_error* what) { return pol_engine_create(&options, &made, what); });
    handle_.reset(made);
  }
  version load(std::string_view bytes, pol_load_options options = detail::sized<pol_load_options>()) const {
    pol_version* made = nullptr;
    detail::check([&](pol_error* what) {
      return pol_version_load(get(), bytes.data(), bytes.size(), &options, &made, what);
    });
    return version(made);
  }
  pol_engine* get() const { return handle_.get(); }

 private:
  std::unique_ptr<pol_engine, detail::destroyer<pol_engine_destroy>> handle_;
};

class slot {
 public:
  slot(const engine& of, const version& first) {
    pol_slot* made = nullptr;
    detail::check([&](pol_error* what) { return pol_slot_create(of.get(), first.get(), &made, what); });
    handle_.reset(made);
  }
  std::uint64_t activate(const version& one) {
    std::uint64_t number = 0;
    detail::check([&](pol_error* what) { return pol_slot_activate(get(), one.get(), &number, what); });
    return number;
  }
  std::uint64_t load(const version& one) {
    std::uint64_t number = 0;
    detail::check([&](pol_error* what) { return pol_slot_load(get(), one.get(), &number, what); });
    return number;
  }
  void publish(std::uint64_t number) {
    detail::check([&](pol_error* what) { return pol_slot_publish(get(), number, what); });
  }
  void withdraw(std::uint64_t number) {
    detail::check([&](pol_error* what) { return pol_slot_withdraw(get(), number, what); });
  }
  void roll_back(std::uint64_t number) {
    detail::check([&](pol_error* what) { return pol_slot_roll_back(get(), number, what); });
  }
  void unload(std::uint64_t number) {
    detail::check([&](pol_error* what) { return pol_slot_unload(get(), number, what); });
  }
  // Of a loaded version; of all with 0.
  pol_decision_counts counts(std::uint64_t number = 0) const {
    auto out = detail::sized<pol_decision_counts>();
    if (const pol_status status = pol_slot_decision_counts(get(), number, &out); status != POL_OK)
      throw error(status, pol_error{"", "no such version is loaded"});
    return out;
  }
  void shadow(std::uint64_t number) {
    detail::check([&](pol_error* what) { return pol_slot_set_shadow(get(), number, what); });
  }
  pol_slot* get() const { return handle_.get(); }

 private:
  std::unique_ptr<pol_slot, detail::destroyer<pol_slot_destroy>> handle_;
};

// The field type of a member of a host's struct.
template <class T>
constexpr pol_type type_of() {
  if constexpr (std::is_same_v<T, bool>)
    return POL_BOOL;
  else if constexpr (std::is_same_v<T, pol_text>)
    return POL_TEXT;
  else {
    static_assert(std::is_integral_v<T> && (sizeof(T) == 4 || sizeof(T) == 8),
                  "bool, int32, int64 or pol_text");
    return sizeof(T) == 4 ? POL_INT32 : POL_INT64;
  }
}

class layout {
 public:
  layout(const slot& of, const std::vector<pol_field>& fields) {
    pol_layout* made = nullptr;
    detail::check([&](pol_error* what) {
      return pol_layout_create(of.get(), fields.data(), fields.size(), &made, what);
    });
    handle_.reset(made);
  }
  pol_layout* get() const { return handle_.get(); }

 private:
  std::unique_ptr<pol_layout, detail::destroyer<pol_layout_destroy>> handle_;
};

// POL_FIELD(applicant, score, "score"); a member that holds causes beside it: POL_FIELD_OR_MISSING.
#define POL_FIELD(Struct, member, tag) \
  (::pol::make_field(tag, offsetof(Struct, member), ::pol::type_of<decltype(Struct::member)>()))
#define POL_FIELD_OR_MISSING(Struct, member, tag, causes)                                       \
  (::pol::make_field(tag, offsetof(Struct, member), ::pol::type_of<decltype(Struct::member)>(), \
                     offsetof(Struct, causes)))
inline pol_field make_field(const char* tag, std::size_t offset, pol_type type,
                            std::optional<std::size_t> missing = std::nullopt) {
  auto field = detail::sized<pol_field>();
  field.tag = tag;
  field.offset = offset;
  field.type = type;
  field.has_missing = missing.has_value();
  field.missing_offset = missing.value_or(0);
  return field;
}

// One thread's own.
class reader {
 public:
  explicit reader(const slot& of) {
    pol_reader* made = nullptr;
    detail::check([&](pol_error* what) { return pol_reader_create(of.get(), &made, what); });
    handle_.reset(made);
  }
  template <class Struct>
  pol_result decide(const layout& with, const Struct& applicant, std::int32_t date) {
    auto out = detail::sized<pol_result>();
    detail::check(
        [&](pol_error* what) { return pol_decide(get(), with.get(), &applicant, date, &out, what); });
    return out;
  }
  pol_result decide_json(std::string_view json, std::int32_t date = 0) {
    auto out = detail::sized<pol_result>();
    detail::check([&](pol_error* what) { return pol_decide_json(get(), text(json), date, &out, what); });
    return out;
  }
  pol_output output(const char* name) const {
    auto out = detail::sized<pol_output>();
    if (const pol_status status = pol_reader_output(get(), name, &out); status != POL_OK)
      throw error(status, pol_error{"", "no decision, or no such output"});
    return out;
  }
  // Code and words of the shown reasons.
  std::vector<std::pair<std::string, std::string>> reasons(const char* language) const {
    std::vector<std::pair<std::string, std::string>> out;
    pol_text code{}, words{};
    while (pol_reader_reason(get(), out.size(), language, &code, &words) == POL_OK)
      out.emplace_back(view(code), view(words));
    return out;
  }
  std::string record() const {
    pol_text out{};
    detail::check([&](pol_error* what) { return pol_reader_record(get(), &out, what); });
    return std::string(view(out));
  }
  std::string explain(const char* language) const {
    pol_text out{};
    detail::check([&](pol_error* what) { return pol_reader_explain(get(), language, &out, what); });
    return std::string(view(out));
  }
  // Sentences, as `pol explain` says them.
  std::string tell(pol_audience audience, const char* language) const {
    pol_text out{};
    detail::check([&](pol_error* what) { return pol_reader_tell(get(), audience, language, &out, what); });
    return std::string(view(out));
  }
  pol_reader* get() const { return handle_.get(); }

 private:
  std::unique_ptr<pol_reader, detail::destroyer<pol_reader_destroy>> handle_;
};

// All decisions of one batch see the same versions.
class batch {
 public:
  explicit batch(reader& of) : reader_(of.get()) { pol_reader_pin(reader_); }
  ~batch() { pol_reader_unpin(reader_); }
  batch(const batch&) = delete;
  batch& operator=(const batch&) = delete;

 private:
  pol_reader* reader_;
};

}  // namespace pol
#endif
