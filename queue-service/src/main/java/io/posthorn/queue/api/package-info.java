/** The actions of the SQS API: one class each, their shapes and their errors. */
@NullMarked
package io.posthorn.queue.api;

import org.jspecify.annotations.NullMarked;
