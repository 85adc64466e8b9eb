// The frame: functions, chunks, and which emitter makes which op.
#include <fmt/format.h>

#include "compiler/native/emitter.h"

namespace pol::native {

Emitter::Emitter(const ir::Module& module, const std::vector<std::unique_ptr<TableImage>>& tables,
                 const BackendOptions& options, unsigned lanes, std::span<const engine::ColumnForm> forms,
                 bool door)
    : module_(module),
      tables_(tables),
      layout_(ir::record_layout(module)),
      plan_(make_plan(module, layout_, options)),
      emitted_{std::make_unique<llvm::LLVMContext>(), nullptr, {}},
      context_(*emitted_.context),
      b_(context_),
      lanes_(lanes),
      forms_(forms.begin(), forms.end()),
      i1_(lanes_of(b_.getInt1Ty())),
      i8_(lanes_of(b_.getInt8Ty())),
      i32_(lanes_of(b_.getInt32Ty())),
      i64_(lanes_of(b_.getInt64Ty())),
      i128_(lanes_of(b_.getInt128Ty())),
      ptr_(lanes_of(b_.getPtrTy())),
      door_(door) {
  forms_.resize(module.inputs.size());
  if (!door_) return;
  for (const ir::Invariant& invariant : module.invariants)
    for (const std::uint32_t tag : invariant.tags)
      if (broken_.try_emplace(tag, Broken{nullptr, plan_.scratch_bytes}).second) ++plan_.scratch_bytes;
}

Result<Emitted> Emitter::emit() {
  // The scratch memory lives on the stack of whoever decides.
  constexpr std::uint32_t kMaxScratch = 512 * 1024;
  if (plan_.scratch_bytes > kMaxScratch / lanes_)
    return Failure{Exit::input,
                   fmt::format("native code would need {} bytes of scratch memory, the limit is {}",
                               plan_.scratch_bytes * lanes_, kMaxScratch)};
  emitted_.code = std::make_unique<llvm::Module>("policy", context_);
  code_ = emitted_.code.get();
  vals_.resize(module_.insts.size());
  if (door_ && plan_.chunks.size() > 1) {
    begin_function("door", true);
    emit_door();
    b_.CreateRetVoid();
  }
  for (chunk_ = 0; chunk_ < plan_.chunks.size() && failure_.empty(); ++chunk_) emit_chunk(chunk_);
  if (plan_.chunks.size() > 1) emit_entry();
  if (!failure_.empty()) return Failure{Exit::input, "native code: " + failure_};
  for (const auto& [name, address] : allowed_) emitted_.symbols.push_back({name, address});
  return std::move(emitted_);
}

llvm::Function* Emitter::new_function(const std::string& name, bool with_scratch) {
  std::vector<llvm::Type*> parameters(5, b_.getPtrTy());
  if (lanes_ > 1) parameters.insert(parameters.end(), 2, b_.getInt64Ty());
  if (with_scratch) parameters.push_back(b_.getPtrTy());
  auto* type = llvm::FunctionType::get(llvm::Type::getVoidTy(context_), parameters, false);
  auto linkage = name == kEntry ? llvm::Function::ExternalLinkage : llvm::Function::InternalLinkage;
  auto* function = llvm::Function::Create(type, linkage, name, code_);
  function->addFnAttr(llvm::Attribute::NoUnwind);
  function->addFnAttr("no-builtins");
  if (name != kEntry) function->addFnAttr(llvm::Attribute::NoInline);
  for (llvm::Argument& argument : function->args())
    if (argument.getType()->isPointerTy()) argument.addAttr(llvm::Attribute::NoAlias);
  if (lanes_ > 1) function->addFnAttr("prefer-vector-width", "512");
  b_.SetInsertPoint(llvm::BasicBlock::Create(context_, "", function));
  return function;
}

void Emitter::begin_function(const std::string& name, bool with_scratch) {
  function_ = new_function(name, with_scratch);
  values_ = function_->getArg(0);
  causes_ = function_->getArg(1);
  outputs_ = function_->getArg(2);
  output_causes_ = function_->getArg(3);
  words_ = function_->getArg(4);
  row_ = lanes_ > 1 ? function_->getArg(5) : nullptr;
  last_ = lanes_ > 1 ? function_->getArg(6) : nullptr;
  scratch_ = with_scratch ? function_->getArg(lanes_ > 1 ? 7 : 5) : nullptr;
  row_values_ = row_causes_ = rows_ = nullptr;
  zero_tests_.clear();
  admitted_.clear();
  std::fill(vals_.begin(), vals_.end(), Val{});
}

void Emitter::emit_chunk(std::size_t chunk) {
  const bool alone = plan_.chunks.size() == 1;
  begin_function(alone ? kEntry : fmt::format("chunk{}", chunk), !alone);
  if (alone && door_) emit_door();
  for (const ir::Ref ref : plan_.chunks[chunk].insts) {
    vals_[ref] = emit_inst(ref);
    if (!failure_.empty()) return;
    if (plan_.crosses[ref]) keep(ref, vals_[ref]);
  }
  for (const std::uint32_t output : plan_.chunks[chunk].outputs) write_output(output);
  for (const std::uint32_t word : plan_.chunks[chunk].words) write_word(word);
  b_.CreateRetVoid();
}

void Emitter::emit_entry() {
  std::vector<llvm::Function*> chunks;
  for (llvm::Function& function : *code_)
    if (!function.isDeclaration()) chunks.push_back(&function);
  llvm::Function* entry = new_function(kEntry, false);
  auto* scratch = b_.CreateAlloca(llvm::ArrayType::get(b_.getInt8Ty(), plan_.scratch_bytes * lanes_));
  scratch->setAlignment(llvm::Align(16));
  std::vector<llvm::Value*> arguments;
  for (llvm::Argument& argument : entry->args()) arguments.push_back(&argument);
  arguments.push_back(scratch);
  for (llvm::Function* chunk : chunks) b_.CreateCall(chunk, arguments);
  b_.CreateRetVoid();
}

Val Emitter::get(ir::Ref ref) {
  Val& val = vals_[ref];
  if (!val.value) {
    const ir::Inst& inst = module_.insts[ref];
    const bool leaf = inst.op == ir::Op::constant || inst.op == ir::Op::text || inst.op == ir::Op::input;
    val = leaf ? emit_inst(ref) : fetch(ref);
  }
  return val;
}

void Emitter::keep(ir::Ref ref, const Val& val) {
  const auto put = [&](llvm::Value* value, std::uint32_t offset) {
    b_.CreateAlignedStore(value, b_.CreateConstInBoundsGEP1_32(b_.getInt8Ty(), scratch_, offset * lanes_),
                          llvm::Align(1));
  };
  put(type_of(ref).kind == Kind::boolean ? b_.CreateZExt(val.value, i8_) : val.value,
      plan_.places[ref].value);
  put(val.causes ? val.causes : mask(0), plan_.places[ref].causes);
}

Val Emitter::fetch(ir::Ref ref) {
  const auto take = [&](llvm::Type* type, std::uint32_t offset) {
    return b_.CreateAlignedLoad(
        type, b_.CreateConstInBoundsGEP1_32(b_.getInt8Ty(), scratch_, offset * lanes_), llvm::Align(1));
  };
  const Type& type = type_of(ref);
  Val val;
  val.value = take(type.kind == Kind::boolean ? i8_ : storage(type), plan_.places[ref].value);
  if (type.kind == Kind::boolean) val.value = b_.CreateTrunc(val.value, i1_);
  if (type.may_be_missing) val.causes = take(i8_, plan_.places[ref].causes);
  return val;
}

Val Emitter::emit_inst(ir::Ref ref) {
  const ir::Inst& inst = module_.insts[ref];
  const Type& type = module_.types[inst.type];
  if (type.count != 0) {
    fail(fmt::format("instruction {} is a series, which is not supported yet", ref));
    return {};
  }
  Val val;
  switch (inst.op) {
    case ir::Op::input:
      val = input(inst.a, type);
      break;
    case ir::Op::constant:
      val = constant(inst, type);
      break;
    case ir::Op::text:
      val = {text_constant(module_.texts[inst.a]), nullptr};
      break;
    case ir::Op::rescale:  // beyond 127 bits only 0 is ever rescaled
      val = arithmetic(inst, type, [&](auto* x, auto*) {
        return b_.CreateMul(x, number(x->getType(), power_of_ten(inst.b).value_or(0)));
      });
      break;
    case ir::Op::add:
      val = arithmetic(inst, type, [&](auto* x, auto* y) { return b_.CreateAdd(x, y); });
      break;
    case ir::Op::subtract:
      val = arithmetic(inst, type, [&](auto* x, auto* y) { return b_.CreateSub(x, y); });
      break;
    case ir::Op::multiply:
      val = arithmetic(inst, type, [&](auto* x, auto* y) { return b_.CreateMul(x, y); });
      break;
    case ir::Op::negate:
      val = arithmetic(inst, type, [&](auto* x, auto*) { return b_.CreateNeg(x); });
      break;
    case ir::Op::minimum:
      val = arithmetic(inst, type,
                       [&](auto* x, auto* y) { return b_.CreateSelect(b_.CreateICmpSLT(y, x), y, x); });
      break;
    case ir::Op::maximum:
      val = arithmetic(inst, type,
                       [&](auto* x, auto* y) { return b_.CreateSelect(b_.CreateICmpSLT(x, y), y, x); });
      break;
    case ir::Op::retype:
      val = arithmetic(inst, type, [](auto* x, auto*) { return x; });
      break;
    case ir::Op::round:
      val = round(inst, type);
      break;
    case ir::Op::divide:
      val = divide(inst, type);
      break;
    case ir::Op::add_months:
      val = add_months(inst, type);
      break;
    case ir::Op::equal:
      val = compare(inst, llvm::CmpInst::ICMP_EQ);
      break;
    case ir::Op::less:
      val = compare(inst, llvm::CmpInst::ICMP_SLT);
      break;
    case ir::Op::less_equal:
      val = compare(inst, llvm::CmpInst::ICMP_SLE);
      break;
    case ir::Op::in_set:
      val = in_set(inst);
      break;
    case ir::Op::text_equal:
    case ir::Op::text_starts:
      val = text_test(inst);
      break;
    case ir::Op::logical_not:
      val = logical_not(inst);
      break;
    case ir::Op::logical_and:
      val = logical_and(inst);
      break;
    case ir::Op::logical_or:
      val = logical_or(inst);
      break;
    case ir::Op::is_missing:
      val = is_missing(inst);
      break;
    case ir::Op::missing_only:
      val = missing_only(inst);
      break;
    case ir::Op::if_present:
      val = if_present(inst);
      break;
    case ir::Op::or_else:
      val = or_else(inst, type);
      break;
    case ir::Op::only_when:
      val = only_when(inst);
      break;
    case ir::Op::select:
      val = select(inst, type);
      break;
    case ir::Op::first_arm:
      val = first_arm(inst);
      break;
    case ir::Op::first_present:
      val = first_present(inst);
      break;
    case ir::Op::pick:
      val = pick(inst, type);
      break;
    case ir::Op::lookup:
      val = lookup(inst, type);
      break;
    case ir::Op::table_row:
      val = table_row(inst);
      break;
    case ir::Op::call:
      val = builtin(inst, type);
      break;
    case ir::Op::any_missing:
      val = any_missing(inst);
      break;
  }
  if (!type.may_be_missing) val.causes = nullptr;  // the typing rules know better than the masks
  if (val.value)
    val.value = as(val.value, storage(type));  // a declared interval may be wider than the rule's
  if (!val.value) fail(fmt::format("instruction {} has no emitter", ref));
  return val;
}

}  // namespace pol::native
