package io.posthorn.topic.api;

import org.jspecify.annotations.Nullable;

/** What GetDataProtectionPolicy is asked. */
public record GetDataProtectionPolicyInput(@Nullable String resourceArn) {}
