/** Secrets at rest: master keys, purpose-bound keys derived from them, and values sealed with AES-256-GCM. */
@NullMarked
package io.posthorn.platform.secret;

import org.jspecify.annotations.NullMarked;
