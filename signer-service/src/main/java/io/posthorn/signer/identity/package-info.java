/** Accounts, users and access keys: stored in PostgreSQL with sealed secrets, held in memory, kept fresh over Kafka. */
@NullMarked
package io.posthorn.signer.identity;

import org.jspecify.annotations.NullMarked;
