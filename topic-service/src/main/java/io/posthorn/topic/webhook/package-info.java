/** What subscribers by HTTP get: documents and headers, one attempt, dead letters, and the confirmation of subscriptions. */
@NullMarked
package io.posthorn.topic.webhook;

import org.jspecify.annotations.NullMarked;
