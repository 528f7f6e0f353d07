/** The operator's questions about deliveries, sent on to the topic service. */
@NullMarked
package io.posthorn.signer.delivery;

import org.jspecify.annotations.NullMarked;
