/** What a person reads: figures of several runs, tables, and facts about the machine. */
@NullMarked
package io.posthorn.bench.report;

import org.jspecify.annotations.NullMarked;
