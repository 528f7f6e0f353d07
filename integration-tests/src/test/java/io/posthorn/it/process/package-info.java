/** The product's programs as processes that tests start, kill and start again. */
@NullMarked
package io.posthorn.it.process;

import org.jspecify.annotations.NullMarked;
