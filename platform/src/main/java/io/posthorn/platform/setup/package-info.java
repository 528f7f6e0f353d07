/** What every process is configured with, whichever services it runs. */
@NullMarked
package io.posthorn.platform.setup;

import org.jspecify.annotations.NullMarked;
