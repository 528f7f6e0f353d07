/** The contract of Amazon SQS, clause by clause, as the AWS SDK for Java sees it. */
@NullMarked
package io.posthorn.it.sqs;

import org.jspecify.annotations.NullMarked;
