/** The product as its users meet it: an endpoint and credentials in, real clients. */
@NullMarked
package io.posthorn.it;

import org.jspecify.annotations.NullMarked;
