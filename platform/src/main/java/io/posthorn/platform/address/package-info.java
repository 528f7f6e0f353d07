/** IP addresses and blocks of them. */
@NullMarked
package io.posthorn.platform.address;

import org.jspecify.annotations.NullMarked;
