/** The public door: HTTP in, who asks established, the request sent on, the answer written. */
@NullMarked
package io.posthorn.signer.edge;

import org.jspecify.annotations.NullMarked;
