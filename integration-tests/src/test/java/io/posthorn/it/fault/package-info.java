/** Failing processes and neighbours, under load. */
@NullMarked
package io.posthorn.it.fault;

import org.jspecify.annotations.NullMarked;
