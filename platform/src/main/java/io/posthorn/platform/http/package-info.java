/** What the doors of services have in common. */
@NullMarked
package io.posthorn.platform.http;

import org.jspecify.annotations.NullMarked;
