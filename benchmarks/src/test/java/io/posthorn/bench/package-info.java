/** Tests of the program's options and of whole runs. */
@NullMarked
package io.posthorn.bench;

import org.jspecify.annotations.NullMarked;
