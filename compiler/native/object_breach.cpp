#include "compiler/native/object_breach.h"

#include <fmt/format.h>
#include <llvm/MC/MCAsmInfo.h>
#include <llvm/MC/MCContext.h>
#include <llvm/MC/MCDisassembler/MCDisassembler.h>
#include <llvm/MC/MCInst.h>
#include <llvm/MC/MCInstrAnalysis.h>
#include <llvm/MC/MCInstrInfo.h>
#include <llvm/MC/MCRegisterInfo.h>
#include <llvm/MC/MCSubtargetInfo.h>
#include <llvm/MC/MCTargetOptions.h>
#include <llvm/MC/TargetRegistry.h>
#include <llvm/Object/ELF.h>

#include <algorithm>

#include "compiler/native/target.h"

namespace pol::native {
namespace {

// Of what LLVM says that it has effects beyond its operands, all that our code has any use for: they clear
// the upper halves of vector registers, do nothing, or divide (they may trap, and the emitter keeps 0 away).
constexpr std::string_view kHarmless[] = {"VZEROUPPER", "VZEROALL", "NOOP",    "NOOPL",  "NOOPW",
                                          "ENDBR64",    "IDIV64r",  "IDIV32r", "DIV64r", "DIV32r",
                                          "IDIV64m",    "IDIV32m",  "DIV64m",  "DIV32m"};
// Constants that hold addresses. ELF has the loader write them; our linker makes them read-only at once.
constexpr llvm::StringRef kRelocatedConstants = ".data.rel.ro";

class ObjectReader {
 public:
  explicit ObjectReader(const std::vector<Symbol>& allowed) : allowed_(allowed) {}

  std::string read(std::string_view bytes) {
    auto target = host_target();
    if (!target) return target.failure().message;
    if (target->getTargetTriple().getArch() != llvm::Triple::x86_64) return "no machine whose code is known";
    auto file = Elf::create(llvm::StringRef(bytes.data(), bytes.size()));
    if (!file) return "no object: " + words(file.takeError());
    const Elf& elf = *file;
    const auto& head = elf.getHeader();
    if (head.e_machine != llvm::ELF::EM_X86_64 ||
        head.e_ident[llvm::ELF::EI_CLASS] != llvm::ELF::ELFCLASS64 ||
        head.e_ident[llvm::ELF::EI_DATA] != llvm::ELF::ELFDATA2LSB)
      return "an object for another machine";
    if (head.e_type != llvm::ELF::ET_REL) return "not a relocatable object";
    auto sections = elf.sections();
    if (!sections) return words(sections.takeError());
    std::string why = prepare(*target);
    for (std::size_t i = 0; i < sections->size() && why.empty(); ++i) why = read_section(elf, *sections, i);
    return why;
  }

 private:
  using Elf = llvm::object::ELFFile<llvm::object::ELF64LE>;
  using Sections = Elf::Elf_Shdr_Range;

  static std::string words(llvm::Error error) { return llvm::toString(std::move(error)); }

  std::string prepare(const llvm::orc::JITTargetMachineBuilder& builder) {
    const std::string triple = builder.getTargetTriple().str();
    std::string error;
    const llvm::Target* target = llvm::TargetRegistry::lookupTarget(triple, error);
    if (!target) return error;
    registers_.reset(target->createMCRegInfo(triple));
    asm_.reset(target->createMCAsmInfo(*registers_, triple, llvm::MCTargetOptions()));
    subtarget_.reset(
        target->createMCSubtargetInfo(triple, builder.getCPU(), builder.getFeatures().getString()));
    instructions_.reset(target->createMCInstrInfo());
    analysis_.reset(target->createMCInstrAnalysis(instructions_.get()));
    context_ = std::make_unique<llvm::MCContext>(builder.getTargetTriple(), asm_.get(), registers_.get(),
                                                 subtarget_.get());
    decoder_.reset(target->createMCDisassembler(*subtarget_, *context_));
    return decoder_ && analysis_ ? "" : "LLVM cannot decode this machine's instructions";
  }

  std::string read_section(const Elf& elf, Sections sections, std::size_t index) const {
    const auto& section = sections[index];
    auto name = elf.getSectionName(section);
    if (!name) return words(name.takeError());
    const bool loaded = (section.sh_flags & llvm::ELF::SHF_ALLOC) && section.sh_size;
    const bool code = section.sh_flags & llvm::ELF::SHF_EXECINSTR;
    if (section.sh_type == llvm::ELF::SHT_REL) return name->str() + " has relocations of another machine";
    if (loaded && (section.sh_flags & llvm::ELF::SHF_WRITE) && *name != kRelocatedConstants)
      return name->str() + " can be written";
    if (loaded && section.sh_type != llvm::ELF::SHT_PROGBITS &&
        section.sh_type != llvm::ELF::SHT_X86_64_UNWIND)
      return name->str() + " is a section of another kind";
    if (code && *name != ".text") return "code in " + name->str();
    std::vector<std::uint64_t> places;
    for (const auto& one : sections)
      if (one.sh_type == llvm::ELF::SHT_RELA && one.sh_info == index)
        if (std::string why = read_relocations(elf, sections, one, places); !why.empty()) return why;
    if (!code) return "";
    auto contents = elf.getSectionContents(section);
    if (!contents) return words(contents.takeError());
    std::sort(places.begin(), places.end());
    return read_code(*contents, places);
  }

  std::string read_relocations(const Elf& elf, Sections sections, const Elf::Elf_Shdr& table,
                               std::vector<std::uint64_t>& places) const {
    auto relocations = elf.relas(table);
    if (!relocations) return words(relocations.takeError());
    auto symbols = elf.getSection(table.sh_link);
    if (!symbols) return words(symbols.takeError());
    auto names = elf.getStringTableForSymtab(**symbols);
    if (!names) return words(names.takeError());
    for (const auto& relocation : *relocations) {
      auto symbol = elf.getEntry<Elf::Elf_Sym>(**symbols, relocation.getSymbol(false));
      if (!symbol) return words(symbol.takeError());
      auto name = (*symbol)->getName(*names);
      if (!name) return words(name.takeError());
      if (std::string why = read_symbol(**symbol, *name, sections); !why.empty()) return why;
      places.push_back(relocation.r_offset);
    }
    return "";
  }

  // What a relocation may be to: a listed name, or data of this object. A place in the code is reached
  // without one.
  std::string read_symbol(const Elf::Elf_Sym& symbol, llvm::StringRef name, Sections sections) const {
    if (symbol.st_shndx == llvm::ELF::SHN_UNDEF) {
      const bool known =
          std::any_of(allowed_.begin(), allowed_.end(), [&](const Symbol& one) { return name == one.name; });
      return known ? "" : "it names " + name.str();
    }
    if (symbol.st_shndx >= sections.size()) return "a symbol without a section";
    const bool code = sections[symbol.st_shndx].sh_flags & llvm::ELF::SHF_EXECINSTR;
    return code ? "an address of its code" : "";
  }

  std::string read_code(llvm::ArrayRef<std::uint8_t> data, const std::vector<std::uint64_t>& places) const {
    std::vector<std::uint64_t> begins, targets;
    for (std::uint64_t at = 0; at < data.size();) {
      llvm::MCInst inst;
      std::uint64_t size = 0;
      if (decoder_->getInstruction(inst, size, data.slice(at), at, llvm::nulls()) !=
              llvm::MCDisassembler::Success ||
          size == 0)
        return fmt::format("bytes at {} that are no instruction", at);
      const auto next = std::lower_bound(places.begin(), places.end(), at);
      const bool relocated = next != places.end() && *next < at + size;
      if (std::string why = read_instruction(inst, at, size, relocated, targets); !why.empty())
        return fmt::format("{} at {}", why, at);
      begins.push_back(at);
      at += size;
    }
    for (const std::uint64_t target : targets)
      if (!std::binary_search(begins.begin(), begins.end(), target))
        return "a jump to no instruction of its own";
    return "";
  }

  std::string read_instruction(const llvm::MCInst& inst, std::uint64_t at, std::uint64_t size, bool relocated,
                               std::vector<std::uint64_t>& targets) const {
    const llvm::MCInstrDesc& desc = instructions_->get(inst.getOpcode());
    const std::string_view name = instructions_->getName(inst.getOpcode());
    if (desc.isReturn()) return "";
    if (desc.isIndirectBranch()) return "a jump through a register";
    if (desc.isCall() || desc.isBranch()) {
      // To a listed symbol, which read_relocation() has seen, or to a place in the same section.
      if (relocated) return desc.isConditionalBranch() ? "a conditional jump out of the code" : "";
      if (!analysis_->evaluateBranch(inst, at, size, targets.emplace_back()))
        return "a call of something unknown";
      return "";
    }
    const bool harmless = std::find(std::begin(kHarmless), std::end(kHarmless), name) != std::end(kHarmless);
    if (desc.hasUnmodeledSideEffects() && !harmless) return fmt::format("the instruction {}", name);
    return "";
  }

  const std::vector<Symbol>& allowed_;
  std::unique_ptr<llvm::MCRegisterInfo> registers_;
  std::unique_ptr<llvm::MCAsmInfo> asm_;
  std::unique_ptr<llvm::MCSubtargetInfo> subtarget_;
  std::unique_ptr<llvm::MCInstrInfo> instructions_;
  std::unique_ptr<llvm::MCInstrAnalysis> analysis_;
  std::unique_ptr<llvm::MCContext> context_;
  std::unique_ptr<llvm::MCDisassembler> decoder_;
};

}  // namespace

std::string find_object_breach(std::string_view bytes, const std::vector<Symbol>& allowed) {
  return ObjectReader(allowed).read(bytes);
}

}  // namespace pol::native
