/** Names of resources, as Amazon (arn:) and Yandex Cloud (yrn:) write them. */
@NullMarked
package io.posthorn.platform.arn;

import org.jspecify.annotations.NullMarked;
