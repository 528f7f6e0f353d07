/** Where verified requests go: a service in the same JVM, or one over HTTP with a signed call. */
@NullMarked
package io.posthorn.signer.upstream;

import org.jspecify.annotations.NullMarked;
