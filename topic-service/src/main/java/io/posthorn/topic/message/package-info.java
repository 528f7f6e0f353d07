/** What is published and delivered: messages, their attributes and rules, and the documents that subscribers get. */
@NullMarked
package io.posthorn.topic.message;

import org.jspecify.annotations.NullMarked;
