/** Guarded HTTP to addresses that callers name: vetted at connect time, bounded in time and size, never redirected. */
@NullMarked
package io.posthorn.platform.outbound;

import org.jspecify.annotations.NullMarked;
