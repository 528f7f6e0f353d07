/** Tests of figures and tables. */
@NullMarked
package io.posthorn.bench.report;

import org.jspecify.annotations.NullMarked;
