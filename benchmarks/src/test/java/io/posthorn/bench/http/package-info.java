/** Tests of signing and parsing. */
@NullMarked
package io.posthorn.bench.http;

import org.jspecify.annotations.NullMarked;
