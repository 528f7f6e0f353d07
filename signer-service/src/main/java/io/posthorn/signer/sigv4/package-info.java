/** AWS Signature Version 4, verified over the bytes that were sent: a pure core without HTTP server, CDI or SQL. */
@NullMarked
package io.posthorn.signer.sigv4;

import org.jspecify.annotations.NullMarked;
