#include "compiler/native/build_id.h"

#include <elf.h>
#include <fmt/format.h>
#include <link.h>

#include <cstring>

namespace pol::native {
namespace {

struct Search {
  std::uintptr_t inside;  // an address of the file that is looked for
  std::string id;
};

int look(dl_phdr_info* info, std::size_t, void* data) {
  auto& search = *static_cast<Search*>(data);
  bool holds = false;
  for (int i = 0; i < info->dlpi_phnum; ++i) {
    const auto& part = info->dlpi_phdr[i];
    const std::uintptr_t begin = info->dlpi_addr + part.p_vaddr;
    holds =
        holds || (part.p_type == PT_LOAD && search.inside >= begin && search.inside < begin + part.p_memsz);
  }
  for (int i = 0; holds && i < info->dlpi_phnum; ++i) {
    const auto& part = info->dlpi_phdr[i];
    if (part.p_type != PT_NOTE) continue;
    const auto* at = reinterpret_cast<const unsigned char*>(info->dlpi_addr + part.p_vaddr);
    const unsigned char* const end = at + part.p_memsz;
    while (at + sizeof(ElfW(Nhdr)) <= end) {
      ElfW(Nhdr) note;
      std::memcpy(&note, at, sizeof note);
      const unsigned char* name = at + sizeof note;
      const unsigned char* id = name + (note.n_namesz + 3) / 4 * 4;
      if (note.n_type == NT_GNU_BUILD_ID && note.n_namesz == 4 && std::memcmp(name, "GNU", 4) == 0) {
        for (std::size_t k = 0; k < note.n_descsz; ++k) search.id += fmt::format("{:02x}", id[k]);
        return 1;
      }
      at = id + (note.n_descsz + 3) / 4 * 4;
    }
  }
  return holds ? 1 : 0;
}

}  // namespace

std::string build_id() {
  static const std::string id = [] {
    Search search{reinterpret_cast<std::uintptr_t>(&look), ""};
    ::dl_iterate_phdr(look, &search);
    return search.id;
  }();
  return id;
}

}  // namespace pol::native
