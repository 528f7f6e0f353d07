/** A deterministic simulator of the queue engine: seeded schedules with crashes and changes of owner, checked against a model. */
@NullMarked
package io.posthorn.queue.simulation;

import org.jspecify.annotations.NullMarked;
