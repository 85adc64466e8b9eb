// Arrow schemas and arrays that own what they point to.
#pragma once
#include <memory>
#include <string>
#include <vector>

#include "runtime/arrow/c_data.h"

namespace pol::arrow {

struct OwnedSchema {
  std::string format, name;
  bool nullable = true;
  std::vector<OwnedSchema> children;
  std::vector<OwnedSchema> dictionary;  // of one, or none
};
// Takes everything over; the receiver releases it.
void give(OwnedSchema from, ArrowSchema& to);

struct OwnedArray {
  std::int64_t length = 0, null_count = 0;
  std::vector<std::vector<unsigned char>> buffers;  // [0], the validity, may be empty: nothing is null
  std::vector<OwnedArray> children;
  std::vector<OwnedArray> dictionary;
};
void give(OwnedArray from, ArrowArray& to);

}  // namespace pol::arrow
