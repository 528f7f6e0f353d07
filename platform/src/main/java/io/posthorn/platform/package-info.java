/** What every service shares: who calls, event contracts, sealed secrets, the outbox, metric names. */
@NullMarked
package io.posthorn.platform;

import org.jspecify.annotations.NullMarked;
