/** Amazon SNS as its clients see it, from publishing to receiving. */
@NullMarked
package io.posthorn.it.sns;

import org.jspecify.annotations.NullMarked;
