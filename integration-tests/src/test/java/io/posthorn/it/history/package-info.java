/** What clients saw of a queue, and whether a queue may behave so: a recorder and a checker of histories. */
@NullMarked
package io.posthorn.it.history;

import org.jspecify.annotations.NullMarked;
