/** The keys that notifications are signed with, and their certificates. */
@NullMarked
package io.posthorn.signer.notification;

import org.jspecify.annotations.NullMarked;
