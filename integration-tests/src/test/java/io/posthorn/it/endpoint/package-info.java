/** Where the product answers, who may call it, and clients that do. */
@NullMarked
package io.posthorn.it.endpoint;

import org.jspecify.annotations.NullMarked;
