/** Requests in, answers and errors out: codecs of the cloud APIs' wire protocols, planned once from Java records. */
@NullMarked
package io.posthorn.wire;

import org.jspecify.annotations.NullMarked;
