/* Native code for libpol. Linking or loading libpol-native is enough: it registers itself with the libpol of
 * the same build. Call this to keep the linker from leaving it out, and to know whether it was taken. [any]
 */
#ifndef POL_NATIVE_H
#define POL_NATIVE_H
#include "pol/pol.h"
#ifdef __cplusplus
extern "C" {
#endif
POL_API int pol_native_register(
    void); /* 1: versions that are loaded from now on are compiled; 0: another build */
#ifdef __cplusplus
}
#endif
#endif
