/** Names of metrics with their descriptions and labels, and labels that stay bounded. */
@NullMarked
package io.posthorn.platform.metric;

import org.jspecify.annotations.NullMarked;
