/** Which subscriptions want a publication: filter policies, and the machines that match them. */
@NullMarked
package io.posthorn.topic.filter;

import org.jspecify.annotations.NullMarked;
