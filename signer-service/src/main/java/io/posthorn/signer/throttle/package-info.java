/** How many requests an account may make: token buckets per account and class of action, held in memory. */
@NullMarked
package io.posthorn.signer.throttle;

import org.jspecify.annotations.NullMarked;
