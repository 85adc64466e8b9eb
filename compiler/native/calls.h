// Calling compiled code.
#pragma once

// UBSan's check of function types reads a word in front of the function, which only code of the same compiler
// has.
#if defined(__clang__)
#define POL_CALLS_COMPILED_CODE [[clang::no_sanitize("function")]]
#else
#define POL_CALLS_COMPILED_CODE
#endif
