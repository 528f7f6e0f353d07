/** What tests of the service share. */
@NullMarked
package io.posthorn.topic;

import org.jspecify.annotations.NullMarked;
