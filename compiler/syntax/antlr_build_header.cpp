#include "compiler/syntax/antlr_build.h"

namespace pol::syntax {

void Builder::head_line(P::HeadLineContext& context, Header& header) {
  const Header::Line line{span(context)};
  if (auto* owner = dynamic_cast<P::OwnerContext*>(&context)) {
    header.owner.push_back({line, string(*owner->STRING())});
  } else if (auto* approval = dynamic_cast<P::ApprovalContext*>(&context)) {
    header.approved.push_back(
        {line, integer(*approval->INT()), span(approval->INT()->getSymbol()), names(*approval->names())});
  } else if (auto* effective = dynamic_cast<P::EffectiveContext*>(&context)) {
    header.effective.push_back({line, day(*effective->DATE()), string(*effective->STRING())});
  } else if (auto* review = dynamic_cast<P::ReviewContext*>(&context)) {
    header.review.push_back({line, day(*review->DATE())});
  } else if (auto* replaces = dynamic_cast<P::ReplacesContext*>(&context)) {
    header.replaces.push_back({line, integer(*replaces->INT())});
  } else if (auto* catalogue = dynamic_cast<P::CatalogueContext*>(&context)) {
    header.tags.push_back({line, name(*catalogue->name()), string(*catalogue->STRING())});
  } else if (auto* reasons = dynamic_cast<P::ReasonFileContext*>(&context)) {
    header.reasons.push_back({line, name(*reasons->name()), string(*reasons->STRING())});
  } else if (auto* use = dynamic_cast<P::UseContext*>(&context)) {
    header.uses.push_back({line, names(*use->names()), string(*use->STRING()), integer(*use->INT())});
  } else if (auto* needs = dynamic_cast<P::NeedsContext*>(&context)) {
    Header::Needs result{line, name(*needs->name(0)), name(*needs->name(1)), integer(*needs->INT()),
                         std::nullopt};
    if (needs->name().size() > 2) result.alias = name(*needs->name(2));
    header.needs.push_back(std::move(result));
  } else if (auto* gives = dynamic_cast<P::GivesContext*>(&context)) {
    Gives result{new_id(), line.span, name(*gives->name()), type(*gives->type()), std::nullopt, nullptr};
    if (gives->value() != nullptr) {
      result.mask = value(*gives->value());
      result.unless = condition(*gives->cond());
    }
    header.gives.push_back(std::move(result));
  }
}

void Builder::preamble(P::PreambleContext& context, File& file) {
  file.language = integer(*context.INT());
  file.language_span = {state_.file, lexeme_of(context.start).begin,
                        lexeme_of(context.INT()->getSymbol()).end};
  P::HeaderContext& written = *context.header();
  Header& header = file.header;
  header.span = span(written);
  header.library = has(written, "library");
  const std::vector<P::NameContext*> names_written = written.name();
  if (!header.library) header.kind = name(*names_written[0]);
  header.name = name(*names_written.back());
  header.version = integer(*written.INT());
  for (P::HeadLineContext* line : written.headLine()) head_line(*line, header);
}

void build_preamble(BuildState& state, polg::PolParser::PreambleContext& context, File& file) {
  Builder(state).preamble(context, file);
}

}  // namespace pol::syntax
