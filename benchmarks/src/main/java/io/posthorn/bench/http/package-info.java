/** Signed HTTP/1.1 requests and their answers, made for little work per request. */
@NullMarked
package io.posthorn.bench.http;

import org.jspecify.annotations.NullMarked;
